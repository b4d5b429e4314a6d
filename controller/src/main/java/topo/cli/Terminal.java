package topo.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The terminal that a session was started from, to be told something later, if the session is still there then. The device alone would not
 * do: its number may be another user's terminal by then.
 *
 * @param device {@code /dev/pts/3}, or null for none
 * @param leader {@code /proc/PID} of the session's first process
 * @param started when that was started (field 22 of proc_pid_stat(5)), which tells it from a later one of the same number
 */
record Terminal(Path device, Path leader, String started) {
    private static final long LONGEST_MILLIS = 2000;
    private static final int SESSION = 3;
    private static final int TERMINAL = 4;
    private static final int STARTED = 19;
    private static final int MAJOR_PTS = 136;
    private static final int MINORS = 256;

    /** That of a process ({@code /proc/self}, {@code /proc/4711}), to be asked before it leaves the session. */
    static Terminal of(Path process) {
        try {
            String[] own = fields(process);
            Path leader = Path.of("/proc", Integer.toString(Integer.parseInt(own[SESSION])));
            return new Terminal(device(Integer.parseInt(own[TERMINAL])), leader, fields(leader)[STARTED]);
        } catch (IOException | RuntimeException none) {
            return new Terminal(null, null, "");
        }
    }

    /** The fields after the name in brackets, which may hold anything. */
    private static String[] fields(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    /** tty_nr has the minor number in bits 31 to 20 and 7 to 0, the major in 15 to 8. Others than pseudo terminals are left alone. */
    private static Path device(int number) {
        int major = number >> 8 & 0xff;
        int minor = number >>> 20 << 8 | number & 0xff;
        boolean pseudo = major >= MAJOR_PTS && major < MAJOR_PTS + 8;
        return pseudo ? Path.of("/dev/pts", Integer.toString((major - MAJOR_PTS) * MINORS + minor)) : null;
    }

    private boolean isThere() {
        try {
            return device != null && Files.exists(device) && fields(leader)[STARTED].equals(started);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Writes it there as write(1) does. A terminal that is stopped (Ctrl-S) would block for ever, so it is not waited for long. */
    void tell(String text) {
        if (text.isEmpty() || !isThere()) {
            return;
        }
        Thread writer = new Thread(() -> {
            try (FileOutputStream out = new FileOutputStream(device.toFile())) {
                out.write(("\r\n" + text.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8));
            } catch (IOException gone) {
                return;
            }
        }, "terminal");
        writer.setDaemon(true);
        writer.start();
        try {
            writer.join(LONGEST_MILLIS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
