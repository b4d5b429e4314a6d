package topo.api.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {

    @Test
    void isTheSameInEitherCase() {
        MacAddress mac = new MacAddress("02:AB:cd:EF:09:f0");
        assertEquals("02:ab:cd:ef:09:f0", mac.toString());
        assertEquals(new MacAddress("02:ab:cd:ef:09:f0"), mac);
        assertEquals(new MacAddress("02:ab:cd:ef:09:f0").hashCode(), mac.hashCode());
        assertNotEquals(new MacAddress("02:ab:cd:ef:09:f1"), mac);
    }

    @Test
    void turnsToBytesAndBack() {
        byte[] bytes = {2, (byte) 0xab, (byte) 0xff, 0, 127, (byte) 0x80};
        assertEquals("02:ab:ff:00:7f:80", MacAddress.of(bytes).text());
        assertArrayEquals(bytes, MacAddress.of(bytes).bytes());
        assertThrows(IllegalArgumentException.class, () -> MacAddress.of(new byte[8]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02:00:00:00:00", "02:00:00:00:00:00:00", "02-00-00-00-00-01", "020000000001", "02:00:00:00:00:0g",
            "2:0:0:0:0:1",
        "02:00:00:00:00:01 ", "02:00:00:00:00:\uff11\uff11", "02:00:00:00:00001", ":02:00:00:00:0001"})
    void refusesEverythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> new MacAddress(text));
    }

    @Test
    void knowsTheGroupBit() {
        assertTrue(new MacAddress("01:00:5e:00:00:01").isMulticast());
        assertTrue(new MacAddress("ff:ff:ff:ff:ff:ff").isMulticast());
        assertFalse(new MacAddress("fe:ff:ff:ff:ff:ff").isMulticast());
    }
}
