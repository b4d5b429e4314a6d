package topo.kernel.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import topo.kernel.Errno;
import topo.kernel.KernelException;

/** Dumps, against a kernel that misbehaves in every way that netlink(7) allows. */
class NetlinkSocketTest {
    private static final int ITEM = 16;

    private final ScriptedTransport kernel = new ScriptedTransport();
    private final List<Integer> found = new ArrayList<>();

    private static byte[] item(int sequence, int flags, int value) {
        return Messages.message(ITEM, Message.NLM_F_MULTI | flags, sequence, writer -> writer.u32(value));
    }

    private void dump() {
        NetlinkSocket socket = kernel.socket();
        MessageWriter request = socket.dumpRequest(18);
        request.u32(0).end();
        socket.dump("list the things", request, found::clear, message -> found.add(message.u32(0)));
    }

    private static Function<List<byte[]>, List<byte[]>> items(int flags, int... values) {
        return requests -> {
            int sequence = Messages.sequence(requests.get(0));
            List<byte[]> datagrams = new ArrayList<>();
            for (int value : values) {
                datagrams.add(item(sequence, flags, value));
            }
            datagrams.add(Messages.done(sequence, 0));
            return datagrams;
        };
    }

    private KernelException refused() {
        return assertThrows(KernelException.class, this::dump);
    }

    @Test
    void aDumpIsEverythingUpToItsEnd() {
        kernel.then(requests -> {
            int sequence = Messages.sequence(requests.get(0));
            return List.of(Messages.datagram(item(sequence, 0, 1), item(sequence, 0, 2)),
                    Messages.datagram(item(sequence, 0, 3), Messages.done(sequence, 0)));
        });
        dump();
        assertEquals(List.of(1, 2, 3), found);
        assertEquals(Message.NLM_F_REQUEST | Message.NLM_F_DUMP, Messages.flags(kernel.requests().get(0)));
    }

    @Test
    void anInterruptedDumpIsTakenAgainAndItsItemsDropped() {
        kernel.then(items(Message.NLM_F_DUMP_INTR, 1, 2)).then(items(0, 3, 4));
        dump();
        assertEquals(List.of(3, 4), found);
        assertEquals(2, kernel.sent().size());
    }

    @Test
    void theInterruptionMayBeKnownOnlyAtTheEnd() {
        kernel.then(requests -> {
            int sequence = Messages.sequence(requests.get(0));
            byte[] end = Messages.message(Message.NLMSG_DONE, Message.NLM_F_DUMP_INTR, sequence, writer -> writer.u32(0));
            return List.of(item(sequence, 0, 1), end);
        }).then(items(0, 7));
        dump();
        assertEquals(List.of(7), found);
    }

    @Test
    void tablesThatNeverComeToRestAreAnError() {
        kernel.always(items(Message.NLM_F_DUMP_INTR, 1));
        KernelException refused = refused();
        assertEquals("list the things: EINTR: the tables kept changing during 8 dumps", refused.getMessage());
        assertEquals(8, kernel.sent().size());
    }

    @Test
    void aDatagramThatWasCutIsHadAgainInALargerBuffer() {
        kernel.then(items(0, 1)).then(items(0, 2));
        kernel.pretend(NetlinkSocket.BUFFER_BYTES + 1);
        dump();
        assertEquals(List.of(2), found);
        assertEquals(List.of(NetlinkSocket.BUFFER_BYTES, 2 * NetlinkSocket.BUFFER_BYTES), kernel.rooms());
        assertEquals(1, kernel.drained(), "what was left of the first dump is no answer to the second");
    }

    @Test
    void anAnswerThatNoBufferIsLargeEnoughForIsAnErrorAndNotAShorterAnswer() {
        kernel.always(items(0, 1));
        kernel.pretendAlways(17 << 20);
        assertEquals("list the things: EMSGSIZE: an answer of 17825792 bytes was cut", refused().getMessage());
        assertEquals(List.of(), found);
        assertEquals(1, kernel.sent().size());
    }

    @Test
    void aDumpThatLostAnswersIsTakenAgain() {
        kernel.then(items(0, 1)).then(items(0, 2));
        kernel.refuse(Errno.ENOBUFS, 1);
        dump();
        assertEquals(List.of(2), found);
        assertEquals(1, kernel.drained());
    }

    @Test
    void aSocketThatOverflowsEveryTimeIsAnError() {
        kernel.always(items(0, 1));
        kernel.refuse(Errno.ENOBUFS, 1000);
        assertEquals("list the things: ENOBUFS: answers were lost", refused().getMessage());
        assertEquals(8, kernel.sent().size());
        assertEquals(List.of(), found);
    }

    @Test
    void lostAnswersToChangesAreAnErrorThatSaysSo() {
        kernel.always(requests -> List.of());
        kernel.refuse(Errno.ENOBUFS, 1);
        NetlinkSocket socket = kernel.socket();
        Batch batch = socket.batch();
        batch.request(16, 0, "make a thing", failed -> { }).end();
        assertEquals("send requests: ENOBUFS: answers were lost, so that it is not known which of them were carried out",
                assertThrows(KernelException.class, batch::flush).getMessage());
        assertEquals(1, kernel.sent().size(), "what may have been done is not done twice");
        assertEquals(1, kernel.drained());
    }

    @Test
    void aFullBufferIsNoCutDatagram() {
        byte[] filling = new byte[NetlinkSocket.BUFFER_BYTES - 20 - 16];
        kernel.then(requests -> {
            int sequence = Messages.sequence(requests.get(0));
            return List.of(Messages.datagram(Messages.message(ITEM, 0, sequence, writer -> {
                for (byte one : filling) {
                    writer.u8(one);
                }
            }), Messages.done(sequence, 0)));
        });
        dump();
        assertEquals(List.of(0), found);
        assertEquals(NetlinkSocket.BUFFER_BYTES, filling.length + 36);
    }

    @Test
    void anErrorAtTheEndFailsTheDump() {
        kernel.then(requests -> List.of(item(Messages.sequence(requests.get(0)), 0, 1),
                Messages.done(Messages.sequence(requests.get(0)), Errno.ENOMEM.number())));
        KernelException refused = refused();
        assertEquals(Errno.ENOMEM, refused.errno());
        assertEquals("list the things: ENOMEM: Cannot allocate memory", refused.getMessage());
    }

    @Test
    void anErrorInsteadOfADumpFailsIt() {
        kernel.then(requests -> List.of(Messages.answer(Messages.sequence(requests.get(0)), Errno.EOPNOTSUPP.number())));
        assertEquals("list the things: EOPNOTSUPP: Operation not supported", refused().getMessage());
    }

    @Test
    void answersToOthersAreNotTakenForOnesOwn() {
        kernel.then(requests -> {
            int sequence = Messages.sequence(requests.get(0));
            return List.of(item(sequence + 1, Message.NLM_F_DUMP_INTR, 99), Messages.done(sequence + 1, Errno.EPERM.number()),
                    Messages.answer(sequence - 1, Errno.EPERM.number()), item(sequence, 0, 1), Messages.done(sequence, 0));
        });
        dump();
        assertEquals(List.of(1), found);
        assertEquals(1, kernel.sent().size());
    }

    @Test
    void aLengthBeyondTheDatagramIsADecodingError() {
        for (int length : new int[] {0, 15, 21, 0x7fffffff, 0xffffffff, 0x80000000}) {
            ScriptedTransport lying = new ScriptedTransport().then(requests -> {
                byte[] second = item(Messages.sequence(requests.get(0)), 0, 2);
                ByteBuffer.wrap(second).order(ByteOrder.nativeOrder()).putInt(0, length);
                return List.of(Messages.datagram(item(Messages.sequence(requests.get(0)), 0, 1), second));
            });
            NetlinkSocket socket = lying.socket();
            MessageWriter request = socket.dumpRequest(18);
            request.end();
            Consumer<Message> each = message -> found.add(message.u32(0));
            assertThrows(DecodeException.class, () -> socket.dump("list", request, found::clear, each), "length " + length);
            assertEquals(List.of(1), found, "length " + length);
        }
    }

    @Test
    void aSocketWorksOnAfterAFailedDump() {
        NetlinkSocket socket = kernel.then(requests -> List.of(Messages.answer(Messages.sequence(requests.get(0)), 1)))
                .then(items(0, 5)).socket();
        MessageWriter first = socket.dumpRequest(18);
        first.end();
        assertThrows(KernelException.class, () -> socket.dump("list", first, () -> {}, message -> {}));
        MessageWriter second = socket.dumpRequest(18);
        second.end();
        socket.dump("list", second, () -> {}, message -> found.add(message.u32(0)));
        assertEquals(List.of(5), found);
        assertTrue(Messages.sequence(kernel.requests().get(0)) != Messages.sequence(kernel.requests().get(1)));
    }
}
