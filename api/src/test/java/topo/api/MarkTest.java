package topo.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkTest {
    private static final Mark OFFICE = new Mark("office");

    @Test
    void namesAreReadBackFromEachPlaceThatHasThem() {
        assertEquals(Optional.of(OFFICE), Mark.ofLink("topo:office", 0));
        assertEquals(Optional.of(OFFICE), Mark.ofLink("topo:office", new Mark("other").group()), "the alias tells more than the group");
        assertEquals(Optional.of(OFFICE), Mark.ofComment("topo:office:jump"));
        assertEquals(Optional.empty(), Mark.ofComment("topo:office"));
        assertEquals(Optional.empty(), Mark.ofLink("not topo:office", 1));
    }

    @Test
    void hashesAreReadBackToo() {
        Mark byGroup = Mark.ofLink(null, OFFICE.group()).orElseThrow();
        Mark byChain = Mark.ofChain(OFFICE.chainPrefix() + "-PRE").orElseThrow();
        assertEquals(OFFICE.group(), byGroup.group());
        assertEquals(OFFICE.chainPrefix(), byChain.chainPrefix());
        assertEquals(OFFICE.group(), byChain.group());
        assertTrue(byGroup.isLike(OFFICE) && byChain.isLike(OFFICE) && byGroup.isLike(byChain));
        assertFalse(byGroup.isNamed() || byChain.isNamed());
        assertEquals("0x" + Integer.toHexString(OFFICE.group()), byGroup.title());
        assertTrue(Mark.ofChain(byGroup.chainPrefix() + "-PRE").isEmpty(), "24 bits name no chain");
    }

    /** What a mark known by its hash takes for its own, and what it never does. */
    @Test
    void aHashOwnsWhatBearsTheHashOnly() {
        Mark byGroup = Mark.ofLink(null, OFFICE.group()).orElseThrow();
        assertEquals(Owner.OURS, byGroup.ownerOf(null, OFFICE.group()));
        assertEquals(new Owner.Other("office"), byGroup.ownerOf("topo:office", OFFICE.group()), "it has a name, so it is that one's");
        assertEquals(new Owner.Other("#" + byGroup.title()), byGroup.ownerOf(byGroup.alias(), 0), "no alias is a hash's own");
        assertEquals(Owner.NOBODY, byGroup.ownerOf("uplink", 7));
        assertEquals(new Owner.Unnamed("the group 0x54000001"), byGroup.ownerOf(null, 0x54000001));
        assertEquals(new Owner.Unnamed("the group 0x54ffffff"), Mark.UNKNOWN.ownerOf(null, 0x54ffffff), "no link is nobody's own");
        assertFalse(Mark.UNKNOWN.isLike(Mark.UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOPO-", "TOPO-12345678", "TOPO-1234567-PRE", "TOPO-1234567g-PRE", "TOPO-1234567F-PRE", "DOCKER", "topo-12345678-PRE"})
    void otherChainsAreNobodysMark(String chain) {
        assertEquals(Optional.empty(), Mark.ofChain(chain));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a b", "a/b", "..", "a\nb", "#0x54abcdef", "é", "\u001b[31m"})
    void whatIsNoLabelMakesNoMark(String name) {
        assertThrows(IllegalArgumentException.class, () -> new Mark(name));
        assertEquals(Optional.empty(), Mark.ofLink("topo:" + name, 0));
        assertEquals(Optional.empty(), Mark.ofComment("topo:" + name + ":jump"));
    }

    /** A hash of 24 bits is shared by chance among a few thousand names; the alias tells such names apart, and they are known for alike. */
    @Test
    void twinsAreKnown() {
        Map<Integer, String> seen = new HashMap<>();
        String one = null;
        String two = null;
        for (int i = 0; two == null; i++) {
            one = seen.putIfAbsent(new Mark("lab-" + i).group(), "lab-" + i);
            two = one == null ? null : "lab-" + i;
        }
        Mark a = new Mark(one);
        Mark b = new Mark(two);
        assertNotEquals(a, b);
        assertTrue(a.isLike(b));
        assertEquals(new Owner.Other(two), a.ownerOf(b.alias(), b.group()));
    }
}
