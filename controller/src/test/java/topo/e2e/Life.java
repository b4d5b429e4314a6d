package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** What every topology goes through: applied, applied again with nothing to do, destroyed with nothing left. */
final class Life {
    private final Sandbox box;
    private final String name;
    private final String file;
    private final String before;

    Life(Sandbox box, String name, String file) {
        this.box = box;
        this.name = name;
        this.file = file;
        Picture.settle(box);
        this.before = Picture.whole(box);
    }

    static Life ofSample(Sandbox box, String name) {
        return new Life(box, name, Checkout.sample(name));
    }

    void apply() {
        box.topo("apply", file).expect(0).says("Applied topology " + name);
        box.topo("get").expect(0).says("Synced");
    }

    /** A second apply must not only say so: the kernel must not hear of any change, and nothing may be different. */
    void applyAgain() {
        Picture.settle(box);
        String applied = Picture.whole(box);
        List<Watch> watches = Picture.namespaces(box).stream().map(namespace -> Watch.start(box, namespace)).toList();
        // A watch is a process of its namespace, which a cgroup may have to take in.
        box.topo("apply", file).expect(0);
        box.topo("apply", file).expect(0).says("No changes.");
        for (Watch watch : watches) {
            assertEquals("", watch.heard(), "events of a second apply");
        }
        Picture.assertSame(applied, Picture.whole(box), "changed");
        box.topo("diff", file).expect(0);
    }

    void destroy() {
        box.topo("destroy", name).expect(0);
        Picture.assertSame(before, Picture.whole(box), "what destroy left");
        assertEquals("", box.sh("find /var/lib/topo/topologies -mindepth 1 2>/dev/null || true"), "state folder");
        box.topo("get").expect(0).doesNotSay(name);
    }
}
