package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.Hex;
import topo.kernel.netlink.Message;
import topo.kernel.netlink.MessageWriter;
import topo.kernel.netlink.Messages;
import topo.kernel.netlink.NetlinkSocket;
import topo.kernel.netlink.ScriptedTransport;

/** Messages cut at every byte and with each bit turned over: they are read as something else or refused, never more than that. */
class FuzzTest {
    private static final int LENGTH_BYTES = 4;

    /** Whole messages of the kernel, each with what reads it. */
    private static Map<byte[], Function<Message, Object>> messages() {
        Map<byte[], Function<Message, Object>> all = new LinkedHashMap<>();
        for (String name : List.of("bridge.hex", "port.hex", "loopback.hex")) {
            all.put(Hex.resource(FuzzTest.class, name), Link::parse);
        }
        all.put(Hex.resource(FuzzTest.class, "port.hex"), PortVlan::parseAll);
        all.put(vlans(), PortVlan::parseAll);
        IpAddress gateway = IpAddress.parse("2001:db8::1");
        all.put(route(new RouteEntry(IpPrefix.parse("10.9.0.0/16"), 1000, 1, 199, 0, 7, null, 0, IpAddress.parse("10.0.0.1"), 0, 1300,
                List.of(new RouteEntry.Hop(gateway, 2, 2, 0), new RouteEntry.Hop(IpAddress.parse("10.0.0.4"), 3, 256, 4)))),
                RouteEntry::parse);
        all.put(route(new RouteEntry(IpPrefix.parse("2001:db8:9::/48"), 254, 1, 199, 0, 7, gateway, 3, gateway, 4, 1300, List.of())),
                RouteEntry::parse);
        all.put(route(new RouteEntry(IpPrefix.parse("10.9.0.0/16"), 254, 1, 199, 0, 7, gateway, 3, null, 4, 0, List.of())),
                RouteEntry::parse);
        for (String address : List.of("10.0.0.1/24", "2001:db8::1/64")) {
            all.put(Messages.message(Rtm.RTM_NEWADDR, 0, 1, new Address(2, IpPrefix.parse(address), 0, 0x80, 199)::write), Address::parse);
        }
        return all;
    }

    private static byte[] route(RouteEntry route) {
        return Messages.message(Rtm.RTM_NEWROUTE, 0, 1, route::write);
    }

    private static byte[] vlans() {
        return Messages.message(Rtm.RTM_NEWLINK, 0, 1, writer -> {
            writer.u32(Rtm.AF_BRIDGE).u32(3).u32(0).u32(0);
            new PortVlan(10, true, true).write(writer);
            new PortVlan(20, false, false).write(writer);
        });
    }

    /** Whether it was read; anything but a DecodeException fails the test. */
    private static boolean isRead(byte[] bytes, Function<Message, Object> reader, String what) {
        try {
            return reader.apply(Messages.parse(bytes)) != null;
        } catch (DecodeException refused) {
            assertNotNull(refused.getMessage());
            return false;
        } catch (RuntimeException wrong) {
            throw new AssertionError(what, wrong);
        }
    }

    private static byte[] withLength(byte[] bytes, int length) {
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(0, length);
        return bytes;
    }

    @Test
    void allOfThemAreReadAsTheyAre() {
        messages().forEach((bytes, reader) -> assertTrue(isRead(bytes, reader, "whole"), "a message of " + bytes.length + " bytes"));
    }

    @Test
    void aMessageCutAnywhereIsRefused() {
        messages().forEach((bytes, reader) -> {
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThrows(DecodeException.class, () -> reader.apply(Messages.parse(cut)), "cut at " + length);
            }
        });
    }

    @Test
    void aMessageThatIsShorterByItsOwnWordIsReadOrRefused() {
        messages().forEach((bytes, reader) -> {
            boolean refused = false;
            for (int length = 16; length < bytes.length; length++) {
                refused |= !isRead(withLength(Arrays.copyOf(bytes, length), length), reader, "length " + length);
            }
            assertTrue(refused, "no length was ever wrong");
        });
    }

    @Test
    void aMessageWithABitTurnedOverIsReadOrRefused() {
        messages().forEach((bytes, reader) -> {
            for (int bit = 8 * LENGTH_BYTES; bit < 8 * bytes.length; bit++) {
                byte[] bad = bytes.clone();
                bad[bit / 8] ^= (byte) (1 << bit % 8);
                isRead(bad, reader, "bit " + bit);
            }
        });
    }

    /** Through the socket, where messages stand behind each other and answers carry lengths of their own. */
    @Test
    void answersWithABitTurnedOverEndInAnErrorOrAResult() {
        byte[] words = Messages.message(Message.NLMSG_ERROR, 0x200, 1, writer -> {
            writer.u32(-Errno.EINVAL.number()).u32(20).u32(0).u32(1).u32(0).u32(7);
            writer.attributeText(1, "No such luck");
        });
        byte[] datagram = Messages.datagram(Messages.message(Rtm.RTM_NEWADDR, 0, 1, new Address(2, IpPrefix.DEFAULT4, 0, 0, 0)::write),
                words, Messages.answer(2, 0));
        int clean = 0;
        for (int bit = 0; bit < 8 * datagram.length; bit++) {
            byte[] bad = datagram.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            List<String> failures = new ArrayList<>();
            if (exchange(bad, failed -> failures.add(failed.getMessage())) && failures.equals(List.of("a: EINVAL: No such luck"))) {
                clean++;
            }
        }
        assertTrue(clean > 100, "bits that do not matter: " + clean);
    }

    /** Whether the exchange came to its end. One whose last answer is no longer recognised waits for more, which the script refuses. */
    private static boolean exchange(byte[] datagram, Consumer<KernelException> failed) {
        NetlinkSocket socket = new ScriptedTransport().then(requests -> List.of(datagram)).socket();
        var batch = socket.batch();
        MessageWriter first = batch.request(16, 0, "a", failed, Address::parse);
        first.end();
        batch.request(16, 0, "b", failed).end();
        try {
            batch.flush();
            return true;
        } catch (DecodeException | AssertionError refused) {
            return false;
        }
    }
}
