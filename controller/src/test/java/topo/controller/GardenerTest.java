package topo.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.store.Origin;
import topo.store.Pause;
import topo.store.SyncRequests;
import topo.trigger.Standing;

/** What the controller makes of what its sources say. */
class GardenerTest {
    @TempDir
    private Path folder;
    private Board board;
    private final Shelf git = new Shelf("git:here#main:labs");
    private final Shelf dir = new Shelf("/etc/labs");
    private Gardener gardener;

    @BeforeEach
    void make() {
        board = new Board(folder);
        board.named = true;
        gardener = gardener(new Gardener.Rules(false, false), git, dir);
    }

    private Gardener gardener(Gardener.Rules rules, Shelf... shelves) {
        Remembered remembered = new Remembered(board.state, Board.reader());
        return new Gardener(board.controller, remembered, new Sources(List.of(shelves), Board.reader()), rules, board::tools);
    }

    private void pass() {
        for (int i = 0; i < 3; i++) {
            board.controller.refresh();
            gardener.look();
            board.pass(Board.SECOND);
            gardener.answer();
        }
    }

    private Condition source(String topology) {
        return board.status(topology).conditions().stream().filter(one -> one.type().equals("SourceReady")).findFirst().orElseThrow();
    }

    private Optional<Origin> origin(String topology) {
        return Origin.read(board.state.folder(topology));
    }

    @Test
    void appliesWhatASourceSaysAndSaysFromWhichVersion() {
        git.knob("a.yaml", "a", 5).publish();
        pass();
        assertEquals(5, board.turnOf("a"));
        assertEquals("True", source("a").status());
        assertEquals("git:here#main:labs/a.yaml at main@sha1:1", source("a").message());
        assertEquals("main@sha1:1", board.status("a").revision());
        git.knob("b.yaml", "b", 7).publish();
        pass();
        assertEquals("main@sha1:2", board.status("a").revision(), "it follows the newest version though it is the same in it");
        assertEquals(Optional.of(new Origin("git:here#main:labs/a.yaml", "main@sha1:1")), origin("a"));
        assertEquals(List.of("a", "b"), board.writes);
        git.knob("a.yaml", "a", 6).publish();
        pass();
        assertEquals(6, board.turnOf("a"));
        assertEquals(List.of("main@sha1:1 of git:here#main:labs", "main@sha1:2 of git:here#main:labs", "main@sha1:3 of git:here#main:labs"),
                board.entries("fetched").stream().map(Entry::message).toList());
    }

    @Test
    void anUnreachableSourceKeepsTheStateAndSaysSo() {
        git.knob("a.yaml", "a", 5).publish();
        pass();
        git.fail("fetch git:here#main:labs: unknown host; since then");
        pass();
        pass();
        assertEquals("False", source("a").status());
        assertEquals("GitOperationFailed", source("a").reason());
        assertEquals("main@sha1:1", board.status("a").revision());
        board.turn("a", 1);
        pass();
        assertEquals(5, board.turnOf("a"), "it is kept true");
        assertEquals(1, board.entries("error").size(), "said once");
        git.publish();
        pass();
        assertEquals("True", source("a").status());
    }

    @Test
    void aSourceThatWasNeverReadIsSaidOfItsTopologies() {
        git.knob("a.yaml", "a", 5).publish();
        pass();
        Shelf unread = new Shelf("git:here#main:labs");
        gardener = gardener(new Gardener.Rules(true, true), unread, dir);
        unread.standing = new Standing("", "GitOperationFailed", "no way", Instant.EPOCH);
        pass();
        assertEquals("no way", source("a").message());
        assertEquals(5, board.turnOf("a"));
        dir.knob("a.yaml", "a", 9).publish();
        pass();
        assertEquals(5, board.turnOf("a"));
        assertTrue(source("a").message().contains("/etc/labs/a.yaml and came from git:here#main:labs/a.yaml"), source("a").message());
    }

    @Test
    void aBrokenFileKeepsTheLastGoodVersion() {
        git.knob("a.yaml", "a", 5).publish();
        pass();
        git.put("a.yaml", "kind: Topologie\n").publish();
        pass();
        assertEquals(5, board.turnOf("a"));
        assertEquals("Refused", source("a").reason());
        assertTrue(source("a").message().endsWith("the last good version goes on"), source("a").message());
        assertEquals("main@sha1:1", board.status("a").revision());
        git.knob("a.yaml", "a", 6).publish();
        pass();
        assertEquals(6, board.turnOf("a"));
        assertEquals("main@sha1:3", board.status("a").revision());
    }

    @Test
    void oneTopologyFromTwoSourcesIsAnErrorThatNamesBoth() {
        git.knob("a.yaml", "a", 5).publish();
        pass();
        dir.knob("x.yaml", "a", 6).publish();
        pass();
        assertEquals(5, board.turnOf("a"));
        assertTrue(source("a").message().startsWith("it is declared by git:here#main:labs/a.yaml and /etc/labs/x.yaml; delete all but one"),
                source("a").message());
        git.delete("a.yaml").publish();
        pass();
        assertEquals(6, board.turnOf("a"));
        assertEquals("/etc/labs/x.yaml", origin("a").orElseThrow().location());
        dir.knob("y.yaml", "a", 7).publish();
        pass();
        assertTrue(source("a").message().contains("/etc/labs/x.yaml and /etc/labs/y.yaml"), "two files of one source");
    }

    @Test
    void whatIsDeclaredNoLongerStaysUnlessPruned() {
        git.knob("a.yaml", "a", 5).knob("b.yaml", "b", 5).publish();
        pass();
        git.delete("a.yaml").publish();
        pass();
        assertEquals(5, board.turnOf("a"));
        assertEquals("Removed", source("a").reason());
        gardener = gardener(new Gardener.Rules(true, false), git, dir);
        git.publish();
        pass();
        assertEquals(null, board.turnOf("a"));
        assertFalse(board.state.names().contains("a"));
        git.delete("b.yaml").publish();
        pass();
        assertEquals(5, board.turnOf("b"), "nothing is left, and that is guarded");
        assertTrue(source("b").message().contains("nothing is left in its folder"), source("b").message());
        gardener = gardener(new Gardener.Rules(true, true), git, dir);
        git.publish();
        new Pause(1, 0, "me").write(board.state.folder("b"));
        pass();
        assertEquals(5, board.turnOf("b"), "it is paused");
        Pause.delete(board.state.folder("b"));
        pass();
        assertEquals(null, board.turnOf("b"));
    }

    @Test
    void syncAnswersOnceItIsSo() {
        git.knob("a.yaml", "a", 5).publish();
        dir.publish();
        pass();
        SyncRequests requests = new SyncRequests(board.run);
        String all = requests.ask("");
        String one = requests.ask("a");
        pass();
        assertEquals(Optional.empty(), requests.take(all), "the sources have not looked yet");
        git.knob("a.yaml", "a", 6).publish();
        git.look();
        dir.look();
        gardener.look();
        assertEquals(Optional.empty(), requests.take(one), "nothing is made so yet");
        board.pass(Board.SECOND);
        gardener.answer();
        assertEquals(6, board.turnOf("a"));
        assertEquals(Optional.of(new SyncRequests.Answer(true, List.of("git:here#main:labs: main@sha1:2, 1 topology",
                "/etc/labs: main@sha1:1, 0 topologies"))), requests.take(all));
        assertEquals(List.of("git:here#main:labs: main@sha1:2, 1 topology"), requests.take(one).orElseThrow().lines());
        assertEquals(Optional.empty(), requests.take(one));
    }

    @Test
    void syncSaysWhatIsWrong() {
        git.knob("a.yaml", "a", 5).publish();
        pass();
        board.remember("hand", "enforce", "name: h, turn: 1");
        SyncRequests requests = new SyncRequests(board.run);
        String hand = requests.ask("hand");
        pass();
        SyncRequests.Answer refused = new SyncRequests.Answer(false,
                List.of("topology hand: it came from no source; topo apply brings a newer file"));
        assertEquals(Optional.of(refused), requests.take(hand));
        String broken = requests.ask("a");
        gardener.look();
        git.put("a.yaml", "kind: Topologie\n").publish();
        git.look();
        pass();
        SyncRequests.Answer answer = requests.take(broken).orElseThrow();
        assertFalse(answer.done());
        assertTrue(answer.lines().get(0).startsWith("topology a: git:here#main:labs/a.yaml:1:1"), answer.lines().toString());
        gardener = gardener(new Gardener.Rules(false, false));
        String none = requests.ask("");
        pass();
        assertEquals(List.of("the controller has no source; start it with --source"), requests.take(none).orElseThrow().lines());
    }
}
