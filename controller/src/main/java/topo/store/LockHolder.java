package topo.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Who holds a lock: the kernel knows the process (proc_locks(5)), the file says what it does. The words of a process that does not hold the
 * lock any more, as it was killed, are not believed.
 */
final class LockHolder {
    private static final int LONGEST = 200;
    private static final int LOCK_FIELDS = 8;

    private final Path file;
    private final FileChannel channel;

    LockHolder(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static String self() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self")).toString();
    }

    String words() {
        try {
            String said = said();
            String pid = holder();
            boolean believed = !said.isEmpty() && (pid.isEmpty() || said.startsWith(pid + " "));
            return believed ? "process " + said : pid.isEmpty() ? "another topo" : "process " + pid;
        } catch (IOException unreadable) {
            return "another topo";
        }
    }

    /** The process that held the lock before, if it did not end by itself; else empty. To be called by the one who holds it. */
    String left() throws IOException {
        String said = said();
        int space = said.indexOf(' ');
        String pid = space < 0 ? said : said.substring(0, space);
        boolean number = !pid.isEmpty() && pid.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && !pid.equals(self()) ? pid : "";
    }

    /** Control characters are left out: another process wrote this, and it goes to a terminal. */
    private String said() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        int length = Math.max(0, channel.read(bytes, 0));
        StringBuilder text = new StringBuilder();
        new String(bytes.array(), 0, length, StandardCharsets.UTF_8).strip().codePoints()
                .filter(c -> c >= ' ' && c < 0x7f).forEach(text::appendCodePoint);
        return text.toString();
    }

    /** Empty if it cannot be told, as from another PID namespace. */
    private String holder() {
        try {
            // 1: POSIX  ADVISORY  WRITE 4711 00:1c:262 0 EOF
            String inode = ":" + Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
            for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length == LOCK_FIELDS && fields[1].equals("POSIX") && fields[3].equals("WRITE") && fields[5].endsWith(inode)
                        && fields[4].compareTo("0") > 0) {
                    return fields[4];
                }
            }
            return "";
        } catch (IOException unknown) {
            return "";
        }
    }
}
