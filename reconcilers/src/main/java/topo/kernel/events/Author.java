package topo.kernel.events;

/**
 * What the kernel says of who asked for a change; each value 0 or empty where it says nothing.
 *
 * <p>Measured on 6.18: {@code port} comes with addresses, routes and rules of both families (IPv6 addresses excepted) and with
 * neighbours. It did not come with links, nor with what follows by itself, such as an address's own route. A port id names a socket. The
 * first one that a process opens in a namespace has its pid, seen from that process's pid namespace (netlink_autobind), the next ones a
 * number below -4096, and a program may bind any. So it shows that two changes came from one socket, and is a hint at a process, no proof.
 *
 * <p>{@code pid} and {@code program} come with {@link Aspect#NETFILTER} only (NFTA_GEN_PROC_PID, NFTA_GEN_PROC_NAME): the task that
 * committed the transaction, seen from the first pid namespace, and its name of at most 15 bytes. That is the kernel's own statement. The
 * process has mostly ended by the time it is read, and its number may be another's.
 *
 * <p>Nothing else names the process. The proc connector (CN_PROC) tells of each fork and exec by pid alone and only in the first network
 * namespace; what the pid stood for must be read from /proc, which came too late for 79 of 200 {@code ip} commands, while every process of
 * the machine wakes the listener. Audit has a record of who changed netfilter, but writes it only where the administrator turned audit on
 * for the whole machine. Neither is used.
 */
public record Author(int port, int pid, String program) {
    /** Nobody is named. */
    public static final Author UNKNOWN = new Author(0, 0, "");

    static Author ofPort(int port) {
        return port == 0 ? UNKNOWN : new Author(port, 0, "");
    }
}
