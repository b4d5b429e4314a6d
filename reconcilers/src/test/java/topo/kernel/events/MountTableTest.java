package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;

/** Namespaces in /proc/self/mountinfo. */
class MountTableTest {
    private static Map<NetnsName, Long> parse(String table) {
        return MountTable.parse(table, "/run/netns/");
    }

    @Test
    void namesAndInodes() {
        assertEquals(Map.of(new NetnsName("red"), 4026539487L, new NetnsName("blue"), 4026539600L), parse("""
                22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda rw
                201 98 0:42 /netns /run/netns rw,relatime shared:103 - tmpfs tmpfs rw,mode=755
                202 201 0:4 net:[4026539487] /run/netns/red rw shared:104 - nsfs nsfs rw
                99 74 0:43 / /var/lib rw,relatime - tmpfs tmpfs rw,mode=755
                203 201 0:4 net:[4026539600] /run/netns/blue rw shared:105 - nsfs nsfs rw
                """));
    }

    @Test
    void ofTwoOnOneNameTheUpperOne() {
        assertEquals(Map.of(new NetnsName("red"), 2L), parse("""
                202 201 0:4 net:[1] /run/netns/red rw shared:104 - nsfs nsfs rw
                203 202 0:4 net:[2] /run/netns/red rw shared:105 - nsfs nsfs rw
                """));
    }

    @Test
    void othersAreLeftOut() {
        assertEquals(Map.of(), parse(""));
        assertEquals(Map.of(), parse("""
                202 201 0:4 net:[1] /run/docker/netns/red rw shared:104 - nsfs nsfs rw
                202 201 0:4 net:[1] /run/netns/a/b rw - nsfs nsfs rw
                202 201 0:4 mnt:[1] /run/netns/mnt rw - nsfs nsfs rw
                202 201 0:4 /net:[x] /run/netns/file rw - ext4 /dev/vda rw
                202 201 0:4 net:[x] /run/netns/odd rw - nsfs nsfs rw
                """));
        assertEquals(Map.of(new NetnsName("last"), 7L), parse("202 201 0:4 net:[7] /run/netns/last rw - nsfs nsfs rw"), "no line end");
    }
}
