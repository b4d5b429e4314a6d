package topo.kernel.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdSetTest {
    @ParameterizedTest
    @CsvSource({"'0','0'", "'0,1','0-1'", "'3,0-1','0-1,3'", "'1,1,1','1'", "'0-3,2-5','0-5'", "'007','7'", "'8191','8191'", "'',''"})
    void hasOneForm(String text, String normal) {
        assertEquals(normal, new IdSet(text).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-1", "1-", "1,,2", ",", "1-0", "0 1", "0-3:2/4", "8192", "99999999999999999999", "+1", "0x1", "0-1-2"})
    void refuses(String text) {
        assertThrows(IllegalArgumentException.class, () -> new IdSet(text));
    }

    @Test
    void comparesAndCombines() {
        IdSet some = new IdSet("0-2,4");
        assertTrue(some.containsAll(new IdSet("1,4")));
        assertFalse(some.containsAll(new IdSet("3")));
        assertEquals("1-2", some.and(new IdSet("1-3")).text());
        assertEquals("0-4", some.or(new IdSet("3")).text());
        assertEquals(new IdSet("0,1"), new IdSet("0-1"));
    }
}
