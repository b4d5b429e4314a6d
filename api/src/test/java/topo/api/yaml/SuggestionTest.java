package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    @ParameterizedTest
    @CsvSource({"rde, red", "re, red", "redd, red", "RED, red", "r3d, red", "adresses, addresses", "namspaces, namespaces",
            "bridgse, bridges",
        "brigde, bridges", "gren, green", "vxlnas, vxlans"})
    void findsWhatIsNear(String word, String meant) {
        List<String> known = List.of("red", "green", "addresses", "namespaces", "bridges", "vxlans");
        assertEquals(" (did you mean \"" + meant + "\"?)", Suggestion.of(word, known));
    }

    @ParameterizedTest
    @CsvSource({"blue", "x", "rxx", "''", "addr", "spaces"})
    void isSilentWhereNothingIsNear(String word) {
        assertEquals("", Suggestion.of(word, List.of("red", "green", "a", "addresses", "namespaces")));
    }

    @Test
    void takesTheNearestAndOfEqualsTheFirst() {
        assertEquals(" (did you mean \"host11\"?)", Suggestion.of("host1l", List.of("hosts", "host11", "host12")));
        assertEquals("", Suggestion.of("red", List.of()));
    }

    @Test
    void givesUpOnLongWordsAndHugeChoices() {
        assertEquals("", Suggestion.of("a".repeat(65), List.of("a".repeat(64))));
        List<String> many = IntStream.range(0, 5_000).mapToObj(i -> "host" + (10_000 + i)).toList();
        assertEquals(" (did you mean \"host10042\"?)", Suggestion.of("hots10042", many));
    }

    @Test
    void cleansWhatItShows() {
        assertEquals(" (did you mean \"re?d\"?)", Suggestion.of("re-d", List.of("re\u202ed")));
    }
}
