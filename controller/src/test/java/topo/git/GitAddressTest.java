package topo.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class GitAddressTest {

    @Test
    void readsTheFormsOfUrls() {
        assertEquals(new GitAddress("https://git.example.org/labs.git", "main", "office/floor-1"),
                GitAddress.parse("https://git.example.org/labs.git#main:/office/floor-1/"));
        assertEquals(new GitAddress("git@example.org:team/labs.git", "feature/x", ""),
                GitAddress.parse("git@example.org:team/labs.git#feature/x"));
        for (String url : List.of("ssh://git@example.org:2222/labs", "file:///srv/labs.git", "https://user@example.org/labs",
                "http://127.0.0.1:8080/labs", "http://[::1]:80/labs", "https://[2001:db8::1]/labs")) {
            assertEquals(url, GitAddress.parse(url + "#main:").url());
        }
        GitAddress address = GitAddress.parse("file:///srv/labs.git#main:a");
        assertEquals("git:file:///srv/labs.git#main:a", address.name());
        assertEquals("git:file:///srv/labs.git#main:a/lab.yaml", address.location("lab.yaml"));
        assertEquals("git:file:///srv/labs.git#main:lab.yaml", GitAddress.parse("file:///srv/labs.git#main").location("lab.yaml"));
    }

    @Test
    void refusesWhatIsUnsafeOrUnclear() {
        for (String bad : List.of("", "#main", "https://example.org/labs", "https://example.org/labs#", "git://example.org/labs#main",
                "http://example.org/labs#main", "http://127.0.0.1.example.org/labs#main", "https://u:p@example.org/labs#main",
                "ftp://example.org/labs#main", "ext::sh#main", "/srv/labs#main", "file://srv/labs#main", "https://example.org/labs#../x",
                "https://example.org/labs#a..b", "https://example.org/labs#-x", "https://example.org/labs#a b",
                "https://example.org/labs#main:a/../../etc", "https://example.org/labs#main:./a", "https://example.org/labs#main:a//b",
                "-oProxyCommand=x@example.org:labs#main", "https://example.org/labs#x.lock")) {
            assertThrows(IllegalArgumentException.class, () -> GitAddress.parse(bad), bad);
        }
    }

    @Test
    void knowsItsOwnFiles() {
        GitAddress folder = GitAddress.parse("file:///srv/labs.git#main:a");
        assertTrue(folder.holds("git:file:///srv/labs.git#main:a/lab.yaml"));
        assertFalse(folder.holds("git:file:///srv/labs.git#main:a/b/lab.yaml"));
        assertFalse(folder.holds("git:file:///srv/labs.git#main:ab.yaml"));
        assertFalse(folder.holds("git:file:///srv/labs.git#main2:a/lab.yaml"));
        GitAddress root = GitAddress.parse("file:///srv/labs.git#main");
        assertTrue(root.holds("git:file:///srv/labs.git#main:lab.yaml"));
        assertFalse(root.holds("git:file:///srv/labs.git#main:a/lab.yaml"));
    }
}
