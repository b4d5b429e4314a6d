package topo.kernel.events;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import topo.api.net.NetnsName;
import topo.kernel.EventCalls;
import topo.kernel.Namespaces;
import topo.kernel.Native;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.LinkRequest;
import topo.kernel.rtnl.RtnlSockets;

/** Measures the events of many namespaces; started by bench/events in namespaces of its own. Argument: how many. */
public final class Measurement {
    private static final int ROUNDS = 1000;
    private static final int IDLE_SECONDS = 30;

    private final Native sys = new Native();
    private final EventCalls calls = new EventCalls();
    private final Namespaces namespaces = new Namespaces(() -> sys, Path.of("/run/netns"));
    private final List<NetnsName> names = new ArrayList<>();

    private Measurement() {}

    public static void main(String[] arguments) throws Exception {
        new Measurement().run(arguments.length == 0 ? 1000 : Integer.parseInt(arguments[0]));
    }

    private void run(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            names.add(new NetnsName("n" + i));
        }
        namespaces.create(names, netns -> { }, (netns, refused) -> {
            throw refused;
        });
        System.out.println(count + " namespaces");
        int files = openFiles();
        int threads = Thread.activeCount();
        long memory = residentKilobytes();
        Moment begin = Moment.now();
        try (KernelEvents events = new KernelEvents(sys, calls, namespaces, Settings.standard(FileSystems.getDefault()))) {
            begin.show("open");
            setUp(events);
            System.out.println("open files " + (openFiles() - files) + ", threads " + (Thread.activeCount() - threads)
                    + ", resident memory " + (residentKilobytes() - memory) + " kB more");
            drain(events);
            idle();
            latency(events);
            replaced(events);
            legacy();
        }
        System.out.println("open files when closed " + (openFiles() - files));
    }

    private void setUp(KernelEvents events) throws IOException {
        Moment begin = Moment.now();
        events.watch(new HashSet<>(names));
        begin.show("watch all");
        begin = Moment.now();
        Map<NetnsName, Set<String>> sysctls = new HashMap<>();
        names.forEach(name -> sysctls.put(name, Set.of("net/ipv4/ip_forward", "net/ipv4/conf/all/arp_ignore")));
        events.watchSysctls(sysctls);
        begin.show("watch 2 sysctls of each");
        begin = Moment.now();
        events.watchSysctls(sysctls);
        begin.show("watch them again");
        begin = Moment.now();
        events.watch(new HashSet<>(names));
        begin.show("watch all again");
    }

    private static void drain(KernelEvents events) throws InterruptedException {
        while (!events.take(Duration.ofMillis(500)).isEmpty()) {
            continue;
        }
    }

    private static void idle() throws Exception {
        long before = processorMillis();
        long woken = timesRun();
        Thread.sleep(IDLE_SECONDS * 1000L);
        System.out.println("idle for " + IDLE_SECONDS + " s: processor time of the whole JVM " + (processorMillis() - before)
                + " ms, times that the listening thread ran " + (timesRun() - woken));
    }

    /** From before the request is sent until the consumer has the event, the consumer being another thread. */
    private void latency(KernelEvents events) throws Exception {
        try (RtnlSockets sockets = new RtnlSockets(() -> sys, namespaces)) {
            sockets.openAll(names);
            Random random = new Random(1);
            long[] nanos = new long[ROUNDS];
            for (int round = -200; round < ROUNDS; round++) {
                NetnsName netns = names.get(random.nextInt(names.size()));
                long[] at = new long[1];
                Thread consumer = new Thread(() -> at[0] = heardAt(events, netns));
                consumer.start();
                Thread.sleep(2);
                long begin = System.nanoTime();
                Batch batch = sockets.require(netns).batch();
                // Down if it is up, and the other way round: each is a change.
                boolean up = (sockets.require(netns).links().get(0).flags() & 1) == 0;
                begin = System.nanoTime();
                sockets.require(netns).changeLink(batch, LinkRequest.named("lo").up(up), "toggle", failed -> {
                    throw failed;
                });
                batch.flush();
                consumer.join();
                if (round >= 0) {
                    nanos[round] = at[0] - begin;
                }
            }
            Arrays.sort(nanos);
            System.out.println("from the request to the event: median " + nanos[ROUNDS / 2] / 1000
                    + " us, p90 " + nanos[ROUNDS * 9 / 10] / 1000 + " us, p99 " + nanos[ROUNDS * 99 / 100] / 1000
                    + " us, longest " + nanos[ROUNDS - 1] / 1000 + " us of " + ROUNDS);
        }
        drain(events);
    }

    private static long heardAt(KernelEvents events, NetnsName netns) {
        try {
            while (true) {
                Changes changes = events.take(Duration.ofSeconds(10));
                if (changes.isEmpty()) {
                    throw new IllegalStateException("nothing heard of " + netns);
                } else if (changes.netns().getOrDefault(netns, Set.of()).contains(Aspect.LINKS)) {
                    return System.nanoTime();
                }
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** One of many is replaced: the whole mount table is read. */
    private void replaced(KernelEvents events) throws Exception {
        long[] nanos = new long[Math.min(50, names.size() / 2)];
        for (int i = 0; i < nanos.length; i++) {
            NetnsName netns = names.get(i);
            long begin = System.nanoTime();
            namespaces.delete(netns);
            while (!events.take(Duration.ofSeconds(10)).netns().containsKey(netns)) {
                continue;
            }
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        System.out.println("from the deletion of a namespace to the event: median " + nanos[nanos.length / 2] / 1000 + " us, longest "
                + nanos[nanos.length - 1] / 1000 + " us");
        drain(events);
    }

    private void legacy() throws Exception {
        LegacyTables tables = new LegacyTables(sys, calls, namespaces, Path.of("/proc/thread-self"));
        List<NetnsName> left = names.subList(Math.min(50, names.size() / 2), names.size());
        tables.fingerprints(left);
        Moment begin = Moment.now();
        tables.fingerprints(left);
        begin.show("legacy fingerprints of " + left.size() + " namespaces without tables");
        for (NetnsName netns : left.subList(0, Math.min(100, left.size()))) {
            String command = "for i in 1 2 3 4 5 6 7 8 9 10; do echo \"-A POSTROUTING -s 10.0.$i.0/24 -j MASQUERADE\"; done"
                    + " | sed '1i*nat\n$aCOMMIT' | nsenter --net=" + namespaces.file(netns) + " iptables-legacy-restore";
            new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
        }
        tables.fingerprints(left);
        begin = Moment.now();
        tables.fingerprints(left.subList(0, Math.min(100, left.size())));
        begin.show("legacy fingerprints of " + Math.min(100, left.size()) + " namespaces with a table of 10 rules");
    }

    /** How often the listening thread gave up its processor, of itself or not (proc_pid_status(5)). */
    private static long timesRun() throws IOException {
        for (String task : Path.of("/proc/self/task").toFile().list()) {
            Path folder = Path.of("/proc/self/task", task);
            if (Files.readString(folder.resolve("comm")).startsWith("kernel-events")) {
                return Files.readAllLines(folder.resolve("status")).stream().filter(line -> line.contains("ctxt_switches"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
            }
        }
        throw new IllegalStateException("no thread listens");
    }

    private static int openFiles() {
        return Path.of("/proc/self/fd").toFile().list().length;
    }

    /** A moment by both clocks: what a busy machine adds shows in the first one only. */
    private record Moment(long nanos, long processor) {
        static Moment now() throws IOException {
            return new Moment(System.nanoTime(), processorMillis());
        }

        void show(String what) throws IOException {
            System.out.println(what + ": " + (System.nanoTime() - nanos) / 100_000 / 10.0 + " ms, processor "
                    + (processorMillis() - processor) + " ms");
        }
    }

    private static long processorMillis() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/self/stat")).replaceAll("^.*\\) ", "").split(" ");
        return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS")).findFirst()
                .map(line -> Long.parseLong(line.replaceAll("\\D", ""))).orElseThrow();
    }
}
