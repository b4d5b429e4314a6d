package topo.reconcilers.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import topo.api.net.IpAddress;
import topo.api.net.NetnsName;
import topo.kernel.Namespaces;
import topo.kernel.Native;
import topo.kernel.netfilter.Backend;
import topo.kernel.netfilter.ChainNames;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.SystemProcesses;

/**
 * Namespaces of a test's own in a folder of its own, with servers and clients inside. Nothing is done in the machine's own namespace: a
 * socket is opened by a thread that has entered the right one, and serves from there whatever thread uses it.
 */
final class Lab implements Closeable {
    private static final int PATIENCE = 1500;

    private final Path folder;
    private final SystemProcesses processes = new SystemProcesses();
    private final Native kernel;
    private final Namespaces namespaces;
    private final Deque<Closeable> open = new ArrayDeque<>();
    private final List<NetnsName> made = new ArrayList<>();

    Lab(String... names) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        // Java settles at its start whether it has IPv6, by whether any interface of its own namespace has an address of it.
        assumeTrue(!Files.readString(Path.of("/proc/net/if_inet6")).isBlank(), "needs lo to be up before Java starts, for IPv6");
        folder = Files.createTempDirectory("topo-nat");
        kernel = new Native();
        namespaces = new Namespaces(() -> kernel, folder);
        for (String name : names) {
            made.add(new NetnsName(name));
        }
        namespaces.create(made, netns -> { }, (netns, failed) -> {
            throw failed;
        });
        for (String name : names) {
            ip(name, "link set lo up");
        }
    }

    /** Stops the test, with these words, where the backend is not installed. */
    static void need(Backend backend) {
        String save = backend == Backend.SYSTEM ? "iptables-save" : "iptables-" + backend + "-save";
        assumeTrue(new SystemProcesses().find(save).isPresent(), save + " is not installed");
    }

    Namespaces namespaces() {
        return namespaces;
    }

    ChainNames signs() {
        return new ChainNames(() -> kernel, namespaces);
    }

    SystemProcesses processes() {
        return processes;
    }

    /** Runs each command inside and returns what the last one printed. */
    String in(String netns, String... commands) {
        String output = "";
        for (String command : commands) {
            List<String> words = new ArrayList<>();
            words.addAll(List.of(processes.find("nsenter").orElseThrow(), "--net=" + folder.resolve(netns), "--"));
            words.addAll(List.of(command.split(" ")));
            Finished finished = processes.run(new Command(words, "", Duration.ofSeconds(20)));
            assertEquals(0, finished.status(), () -> command + ": " + finished.errors());
            output = finished.output();
        }
        return output;
    }

    /** Runs lines of {@code ip} inside, all by one process. */
    void ip(String netns, String... lines) {
        feed(netns, String.join("\n", lines) + "\n", processes.find("ip").orElseThrow(), "-batch", "-");
    }

    /** Feeds a program inside. */
    void feed(String netns, String input, String program, String... options) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of(processes.find("nsenter").orElseThrow(), "--net=" + folder.resolve(netns), "--", program));
        words.addAll(List.of(options));
        Finished finished = processes.run(new Command(words, input, Duration.ofSeconds(20)));
        assertEquals(0, finished.status(), finished::errors);
    }

    /** A server for TCP that answers each connection with {@code NAME:PORT from ADDRESS} and hangs up. */
    void serve(String name, String netns, int port) throws Exception {
        ServerSocket server = namespaces.inside(new NetnsName(netns), () -> new ServerSocket(port));
        open.push(server);
        Thread thread = new Thread(() -> {
            while (true) {
                try (Socket client = server.accept()) {
                    String answer = name + ":" + port + " from " + IpAddress.of(client.getInetAddress().getAddress()) + "\n";
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                    return;
                }
            }
        }, "server " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The same for UDP. */
    void serveDatagrams(String name, String netns, int port) throws Exception {
        DatagramSocket server = namespaces.inside(new NetnsName(netns), () -> new DatagramSocket(port));
        open.push(server::close);
        Thread thread = new Thread(() -> {
            while (true) {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                    server.receive(packet);
                    String answer = name + ":" + port + " from " + IpAddress.of(packet.getAddress().getAddress());
                    packet.setData(answer.getBytes(StandardCharsets.US_ASCII));
                    server.send(packet);
                } catch (IOException closed) {
                    return;
                }
            }
        }, "server " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Connects from inside and returns the answer, or what became of it: {@code refused}, {@code silence} or {@code unreachable}. */
    String ask(String netns, String address, int port) throws Exception {
        InetAddress host = InetAddress.getByAddress(IpAddress.parse(address).bytes());
        try (Socket socket = namespaces.inside(new NetnsName(netns), () -> {
            Socket made = new Socket();
            made.setSoTimeout(PATIENCE);
            made.connect(new InetSocketAddress(host, port), PATIENCE);
            return made;
        })) {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        } catch (java.net.SocketTimeoutException late) {
            return "silence";
        } catch (IOException failed) {
            return failed.getMessage().contains("refused") ? "refused" : "unreachable";
        }
    }

    String askByDatagram(String netns, String address, int port) throws Exception {
        InetAddress host = InetAddress.getByAddress(IpAddress.parse(address).bytes());
        try (DatagramSocket socket = namespaces.inside(new NetnsName(netns), () -> new DatagramSocket())) {
            socket.setSoTimeout(PATIENCE);
            socket.connect(host, port);
            socket.send(new DatagramPacket(new byte[] {1}, 1));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
        } catch (java.net.SocketTimeoutException late) {
            return "silence";
        } catch (IOException failed) {
            return "refused";
        }
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        made.forEach(namespaces::delete);
        kernel.umount2(folder.toString(), Native.MNT_DETACH);
        Files.delete(folder);
    }
}
