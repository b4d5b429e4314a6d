package topo.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import topo.api.SurroundingsException;
import topo.kernel.KernelException;
import topo.kernel.LocalSockets;

/**
 * The listening socket {@code /run/topo/topo.sock}: for root and the group {@code topo}, if there is one. To be opened by the one
 * controller of the host (see {@code topo.store.Presence}), so that a file which is there already is one that a killed controller left.
 */
final class Door implements AutoCloseable {
    static final String NAME = "topo.sock";
    static final String GROUP = "topo";

    private static final String FRESH = "topo.sock.new";
    private static final int FIRST_INHERITED = 3;
    private static final int GROUP_MAY_WRITE = 0020;

    private final LocalSockets sockets;
    private final int fd;
    private final Path made;
    private final int group;

    /** {@code made}: null where systemd has made it. {@code group}: that may use it; 0 for none but root. */
    private Door(LocalSockets sockets, int fd, Path made, int group) {
        this.sockets = sockets;
        this.fd = fd;
        this.made = made;
        this.group = group;
    }

    /**
     * Takes the socket that systemd hands over (man 3 sd_listen_fds) or makes one.
     *
     * @param pid of this process
     * @throws SurroundingsException if that is refused
     */
    static Door open(LocalSockets sockets, Path run, Map<String, String> environment, String pid) {
        Path file = run.resolve(NAME);
        try {
            if (pid.equals(environment.get("LISTEN_PID")) && !"0".equals(environment.getOrDefault("LISTEN_FDS", "0"))) {
                return new Door(sockets, sockets.adopt(FIRST_INHERITED), null, group(file));
            }
            Path fresh = run.resolve(FRESH);
            Files.deleteIfExists(fresh);
            int fd = sockets.listen(fresh.toString());
            try {
                admit(run, fresh);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return new Door(sockets, fd, file, group(file));
            } catch (IOException refused) {
                sockets.close(fd);
                throw refused;
            }
        } catch (KernelException refused) {
            throw new SurroundingsException("open the controller's socket: " + refused.getMessage(), refused);
        } catch (IOException refused) {
            throw new SurroundingsException("open the controller's socket " + file + ": " + refused.getMessage(), refused);
        }
    }

    private static void admit(Path run, Path socket) throws IOException {
        GroupPrincipal group = null;
        try {
            group = socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
        } catch (UserPrincipalNotFoundException none) {
            // root alone, then
        }
        PosixFileAttributeView facts = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
        if (group != null) {
            facts.setGroup(group);
            Set<PosixFilePermission> folder = EnumSet.copyOf(Files.getPosixFilePermissions(run));
            // What is in there has modes of its own; without this the group does not get as far as the socket.
            if (folder.addAll(Set.of(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE))) {
                Files.setPosixFilePermissions(run, folder);
            }
        }
        facts.setPermissions(PosixFilePermissions.fromString(group == null ? "rw-------" : "rw-rw----"));
    }

    private static int group(Path socket) throws IOException {
        Map<String, Object> facts = Files.readAttributes(socket, "unix:gid,mode", LinkOption.NOFOLLOW_LINKS);
        return ((Integer) facts.get("mode") & GROUP_MAY_WRITE) == 0 ? 0 : (Integer) facts.get("gid");
    }

    int fd() {
        return fd;
    }

    int group() {
        return group;
    }

    @Override
    public void close() {
        sockets.close(fd);
        if (made != null) {
            try {
                Files.deleteIfExists(made);
            } catch (IOException refused) {
                // the next controller replaces it
            }
        }
    }
}
