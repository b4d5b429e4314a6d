package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.Namespaces;
import topo.kernel.Native;
import topo.kernel.RecordingLibC;
import topo.kernel.ReplayingLibC;
import topo.kernel.TestHost;
import topo.kernel.netfilter.ChainNames;
import topo.kernel.netlink.BufferPool;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.KernelTransport;
import topo.kernel.netlink.NetlinkSocket;

/**
 * Whole dumps of the running kernel, recorded, cut at every byte and with bits turned over: each is read as something, or refused as what
 * it is, and none keeps the reader for ever.
 */
@Timeout(120)
class DumpFuzzTest {
    private static final long SEED = 20261121;
    private static final int ROUNDS = 1000;
    private static final NetnsName LAB = new NetnsName("lab");
    private static final Map<String, Function<Native, Object>> READERS = new LinkedHashMap<>();
    private static final Map<String, List<byte[]>> RECORDED = new LinkedHashMap<>();
    private static final Map<String, Object> WHOLE = new LinkedHashMap<>();

    @BeforeAll
    static void record() throws Exception {
        READERS.put("links", rtnl(RtnlSocket::links));
        READERS.put("addresses", rtnl(RtnlSocket::addresses));
        READERS.put("IPv4 routes", rtnl(socket -> socket.routes(false)));
        READERS.put("IPv6 routes", rtnl(socket -> socket.routes(true)));
        READERS.put("chains", sys -> new ChainNames(() -> sys, new Namespaces(() -> sys, Path.of("/run/netns"))).ofNft(NetnsName.HOST));
        try (TestHost host = TestHost.open()) {
            host.make("lab");
            for (String words : List.of("link set lo up", "link add br0 type bridge", "link add va type veth peer name vb",
                    "link set va master br0", "link set br0 alias topo:lab", "link set va group 77", "link set va up", "link set vb up",
                    "link set br0 up", "addr add 10.1.0.1/24 dev br0", "addr add 2001:db8::1/64 dev br0", "addr add 10.2.0.1 peer 10.2.0.2 dev vb",
                    "route add 10.9.0.0/16 nexthop via 10.1.0.7 weight 3 nexthop via 10.1.0.8", "route add 10.8.0.0/16 via 10.1.0.9 mtu 1300",
                    "route add 10.7.0.0/16 via inet6 2001:db8::9 dev br0", "-6 route add default via 2001:db8::2", "route add blackhole 10.6.0.0/16")) {
                host.ip("lab", words);
            }
            host.run("lab", "iptables-nft -t nat -N TOPO-12345678-PRE");
            host.namespaces().inside(LAB, () -> {
                RecordingLibC libc = new RecordingLibC();
                READERS.forEach((name, reader) -> {
                    WHOLE.put(name, reader.apply(new Native(libc)));
                    RECORDED.put(name, libc.take());
                });
                return null;
            });
        }
    }

    private static Function<Native, Object> rtnl(Function<RtnlSocket, Object> reader) {
        return sys -> {
            try (RtnlSocket socket = new RtnlSocket(new NetlinkSocket(new KernelTransport(sys, KernelTransport.NETLINK_ROUTE), new BufferPool()))) {
                return reader.apply(socket);
            }
        };
    }

    /** What is read of the recorded answers with the datagram of this number bent; or the words of the refusal. */
    private static Object read(String name, int number, UnaryOperator<byte[]> bend, String what) {
        int[] at = {0};
        List<byte[]> answers = RECORDED.get(name);
        ReplayingLibC libc = new ReplayingLibC(answers, datagram -> at[0]++ % answers.size() == number ? bend.apply(datagram) : datagram);
        try {
            return READERS.get(name).apply(new Native(libc));
        } catch (DecodeException | KernelException refused) {
            return refused.getMessage();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError wrong) {
            throw new AssertionError(name + ", datagram " + number + ", " + what, wrong);
        }
    }

    private static void eachDatagram(BiFunction<String, Integer, Void> visit) {
        RECORDED.forEach((name, answers) -> {
            for (int number = 0; number < answers.size(); number++) {
                visit.apply(name, number);
            }
        });
    }

    @Test
    void unbentTheyAreReadAsTheKernelGaveThem() {
        WHOLE.forEach((name, whole) -> {
            assertEquals(whole, read(name, 0, UnaryOperator.identity(), "whole"));
            assertTrue(whole.toString().length() > 50 || name.equals("chains"), name + " has something in it: " + whole);
        });
        assertTrue(WHOLE.get("chains").toString().contains("TOPO-12345678-PRE"), WHOLE.get("chains")::toString);
    }

    /** A dump without its end, or with a message that is cut, never passes for a whole one. */
    @Test
    void cutAtAnyByteTheyAreRefused() {
        eachDatagram((name, number) -> {
            byte[] whole = RECORDED.get(name).get(number);
            for (int length = 0; length < whole.length; length++) {
                int cut = length;
                Object seen = read(name, number, datagram -> Arrays.copyOf(datagram, cut), "cut at " + cut);
                // Cut between two messages of a datagram that is not the last, nothing can tell: the kernel cuts with MSG_TRUNC only.
                boolean last = number == RECORDED.get(name).size() - 1;
                assertTrue(seen instanceof String || !last, () -> name + " cut at " + cut + " reads as " + seen);
            }
            return null;
        });
    }

    @Test
    void withAnyOneBitTurnedOverTheyAreReadOrRefused() {
        Set<Object> kinds = new HashSet<>();
        eachDatagram((name, number) -> {
            int bits = 8 * RECORDED.get(name).get(number).length;
            // Every bit of a short one, and of a long one some thousand all over it.
            int step = Math.max(1, bits / 8192);
            for (int bit = 0; bit < bits; bit += step) {
                int turned = bit;
                kinds.add(read(name, number, datagram -> {
                    datagram[turned / 8] ^= (byte) (1 << turned % 8);
                    return datagram;
                }, "bit " + turned) instanceof String);
            }
            return null;
        });
        assertEquals(Set.of(true, false), kinds, "some are refused and some are read");
    }

    @Test
    void withSeveralBytesWrongTheyAreReadOrRefused() {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            for (String name : RECORDED.keySet()) {
                int number = random.nextInt(RECORDED.get(name).size());
                long seed = random.nextLong();
                read(name, number, datagram -> {
                    Random places = new Random(seed);
                    for (int i = places.nextInt(8); i >= 0; i--) {
                        datagram[places.nextInt(datagram.length)] = (byte) places.nextInt();
                    }
                    return datagram;
                }, "seed " + seed);
            }
        }
    }
}
