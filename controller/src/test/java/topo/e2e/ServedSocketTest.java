package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whom the controller serves over its socket, and what becomes of those whom it does not. */
class ServedSocketTest extends ServedCase {
    @Test
    void itIsForRootAndTheGroup() {
        Lab.require(box);
        makeGroup();
        String lab = file();
        box.sh("chmod 755 " + box.folder() + "; umask 077; mkdir -m 700 /run/topo");
        controller(box);
        assertEquals("srw-rw---- 0 " + GROUP + "\n", box.sh("stat -c '%A %u %g' " + SOCKET));
        as("--clear-groups", "apply", lab).expect(5).complains("the controller cannot be used: Permission denied; working without it")
                .complains("topo apply needs root");
        // Even where the file's mode would let anybody in, as when it has been changed by hand.
        box.sh("chmod 666 " + SOCKET);
        as("--clear-groups", "apply", lab).expect(5)
                .complains("the controller cannot be used: root and the members of group topo may use it; working without it");
        box.sh("chmod 660 " + SOCKET);
        assertEquals("", box.sh("ls /run/netns"));
        Result apply = as("--groups=" + GROUP, "apply", lab).expect(0);
        assertEquals("", apply.err());
        box.topo("events", "lab").expect(0).says("lab  applied  by user nobody (uid 65534, process ");
        as("--groups=" + GROUP, "pause", "lab").expect(0);
        as("--groups=" + GROUP, "get").expect(0).says("lab");
        box.topo("events").expect(0).says("paused  by nobody");
        // Whose main group it is may, too.
        box.run(Stream.concat(Stream.of("setpriv", "--reuid=65534", "--regid=" + GROUP, "--clear-groups"), Stream.of(box.launcher("destroy", "lab")))
                .toArray(String[]::new)).expect(0);
        assertEquals("", box.sh("ls /run/netns"));
    }

    private Sandbox.Running pretend(String answer) {
        String script = """
                import socket, sys
                s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
                while True:
                    c = s.accept()[0]
                    c.sendall(sys.argv[2].encode())
                    c.close()
                """;
        box.sh("mkdir -p /run/topo; rm -f " + SOCKET);
        Sandbox.Running running = box.start("", "python3", box.file("pretend.py", script), SOCKET, answer);
        await().atMost(Duration.ofSeconds(30)).until(() -> box.run("test", "-S", SOCKET).succeeded());
        return running;
    }

    @Test
    void whatTheControllerCannotDoIsDoneAlone() throws Exception {
        Lab.require(box);
        String lab = file();
        Sandbox.Running other = pretend("{\"refused\":\"version\",\"message\":\"this controller speaks version 7, not 1\"}\n");
        box.topo("apply", lab).expect(0).says("Applied topology lab: ")
                .complains("the controller cannot be used: this controller speaks version 7, not 1; working without it");
        other.process().destroyForcibly().onExit().join();
        // A socket that nobody listens at, as after a kill, is no controller.
        assertEquals("", box.topo("apply", lab).expect(0).says("No changes.").err());
        other = pretend("nonsense\n");
        box.topo("diff", lab).expect(0).complains("the controller cannot be used: what it answers is not understood: it is no JSON; working without it");
        other.process().destroyForcibly().onExit().join();
        box.sh("rm " + SOCKET);
        controller(box);
        box.sh("ip netns add elsewhere");
        box.in("elsewhere", box.launcher("diff", lab)).expect(1)
                .complains("the controller cannot be used: it works for another network namespace than this one; working without it");
        box.run(Stream.concat(Stream.of("env", "TOPO_STATE_DIR=/run/else"), Stream.of(box.launcher("get"))).toArray(String[]::new)).expect(0)
                .complains("the controller cannot be used: it runs with another TOPO_STATE_DIR (\"/var/lib/topo\"); working without it");
        // Its first pass is over by then, or that would hold the lock for some milliseconds.
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        assertEquals("", alone("destroy", "lab").expect(0).err());
        assertFalse(box.topo("events").expect(0).out().contains("destroyed  by user"), "done alone");
    }

    /** As man 3 sd_listen_fds has it. */
    @Test
    void aSocketThatSystemdHandsOverIsTaken() throws Exception {
        Lab.require(box);
        String script = """
                import os, socket, sys
                s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
                if s.fileno() != 3: os.dup2(s.fileno(), 3)
                os.set_inheritable(3, True)
                os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
                os.execv(sys.argv[2], sys.argv[2:])
                """;
        box.sh("mkdir -p /run/topo");
        String[] words = Stream.concat(Stream.of("python3", box.file("activate.py", script), SOCKET), Stream.of(box.launcher("controller")))
                .toArray(String[]::new);
        Sandbox.Running controller = box.start("", words);
        await("the socket").atMost(Duration.ofSeconds(30)).until(() -> box.run("test", "-S", SOCKET).succeeded());
        String inode = box.sh("stat -c %i " + SOCKET);
        // It waits in the socket's queue until the controller is there, as long as a command is patient.
        await("it serves").atMost(Duration.ofSeconds(100)).until(() -> box.topo("apply", file()).expect(0).err().isEmpty());
        box.topo("destroy", "lab").expect(0);
        box.topo("events").expect(0).says("lab  destroyed  by user root (uid 0, process ");
        signal("TERM", controller);
        box.finish(controller).expect(0);
        assertEquals(inode, box.sh("stat -c %i " + SOCKET), "it is systemd's");
    }
}
