package topo.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
        assertEquals("main@sha1:1", board.status("a").origin().revision());
        git.knob("b.yaml", "b", 7).publish();
        pass();
        assertEquals("main@sha1:2", board.status("a").origin().revision(), "it follows the newest version though it is the same in it");
        assertEquals(Shelf.READ.plusSeconds(2), board.status("a").origin().read());
        assertEquals(Optional.of(new Origin("git:here#main:labs/a.yaml", "main@sha1:1", Shelf.READ.plusSeconds(1))), origin("a"));
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
        assertEquals("main@sha1:1", board.status("a").origin().revision());
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
        assertEquals("main@sha1:1", board.status("a").origin().revision());
        git.knob("a.yaml", "a", 6).publish();
        pass();
        assertEquals(6, board.turnOf("a"));
        assertEquals("main@sha1:3", board.status("a").origin().revision());
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

    private static SourceReport report(SourceStatus... sources) {
        return new SourceReport("", List.of(sources));
    }

    @Test
    void syncAnswersOnceItIsSo() {
        git.knob("a.yaml", "a", 5).publish();
        dir.publish();
        pass();
        SyncRequests requests = new SyncRequests(board.run);
        String all = requests.ask("");
        CompletableFuture<SourceReport> one = gardener.sync("a");
        CompletableFuture<SourceReport> leaving = gardener.sync("a");
        pass();
        assertEquals(Optional.empty(), requests.take(all), "the sources have not looked yet");
        assertFalse(one.isDone());
        leaving.cancel(false);
        git.knob("a.yaml", "a", 6).publish();
        git.look();
        dir.look();
        gardener.look();
        assertEquals(Optional.empty(), requests.take(all), "nothing is made so yet");
        assertFalse(one.isDone());
        board.pass(Board.SECOND);
        gardener.answer();
        assertEquals(6, board.turnOf("a"));
        SourceStatus first = new SourceStatus("git:here#main:labs", "main@sha1:2", List.of("a"), SourceStatus.State.READY, List.of());
        SourceStatus second = new SourceStatus("/etc/labs", "main@sha1:1", List.of(), SourceStatus.State.READY, List.of());
        assertEquals(Optional.of(report(first, second)), requests.take(all).map(SourceReport::read));
        assertEquals(report(first), one.join());
        assertEquals(Optional.empty(), requests.take(all));
        CompletableFuture<SourceReport> late = gardener.sync("");
        gardener.look();
        gardener.close();
        assertTrue(late.isCancelled(), "nobody waits for a controller that has ended");
    }

    @Test
    void aRequestInAFileThatWasWithdrawnIsForgotten() {
        git.knob("a.yaml", "a", 5).publish();
        pass();
        SyncRequests requests = new SyncRequests(board.run);
        String left = requests.ask("");
        gardener.look();
        requests.withdraw(left);
        pass();
        git.look();
        dir.look();
        pass();
        assertEquals(Optional.empty(), requests.take(left));
        assertEquals(List.of(), List.of(board.run.resolve("sync").toFile().list()));
    }

    private SourceReport sync(String topology) {
        CompletableFuture<SourceReport> asked = gardener.sync(topology);
        gardener.look();
        git.look();
        dir.look();
        pass();
        assertTrue(asked.isDone());
        return asked.join();
    }

    @Test
    void syncSaysWhatIsWrong() {
        git.knob("a.yaml", "a", 5).knob("b.yaml", "b", 5).publish();
        dir.knob("d.yaml", "d", 5).publish();
        pass();
        board.remember("hand", "enforce", "name: h, turn: 1");
        assertEquals(SourceReport.refused("topology hand: it came from no source; topo apply brings a newer file"), sync("hand"));
        git.put("a.yaml", "kind: Topologie\n").put("new.yaml", "kind: Topologist\n").publish();
        SourceStatus broken = sync("a").sources().get(0);
        assertEquals(SourceStatus.State.REFUSED, broken.state());
        assertEquals(List.of("b"), broken.topologies());
        assertEquals(1, broken.problems().size(), broken.problems().toString());
        assertTrue(broken.problems().get(0).startsWith("topology a: git:here#main:labs/a.yaml:1:1"), broken.problems().toString());
        assertEquals(SourceStatus.State.READY, sync("b").sources().get(0).state(), "nothing is wrong with it");
        List<SourceStatus> all = sync("").sources();
        assertEquals(2, all.get(0).problems().size(), all.toString());
        assertTrue(all.get(0).problems().get(0).startsWith("git:here#main:labs/new.yaml:1:1"), all.toString());
        assertEquals(List.of(), all.get(1).problems(), "what is wrong with one source is not said of another");
        dir.knob("b.yaml", "b", 6).publish();
        all = sync("").sources();
        assertEquals(List.of("b", "d"), all.get(1).topologies());
        assertEquals(List.of("topology b: it is declared by git:here#main:labs/b.yaml and /etc/labs/b.yaml; delete all but one"),
                all.get(1).problems(), "it concerns both");
        assertTrue(all.get(0).problems().containsAll(all.get(1).problems()), all.toString());
        git.fail("fetch git:here#main:labs: unknown host; since then");
        SourceStatus failed = sync("").sources().get(0);
        assertEquals(SourceStatus.State.FAILED, failed.state());
        assertEquals("fetch git:here#main:labs: unknown host; since then", failed.problems().get(0));
        gardener = gardener(new Gardener.Rules(false, false));
        assertEquals(SourceReport.refused("the controller has no source; start it with --source"), sync(""));
    }

    @Test
    void aReportIsReadAsItWasWritten() {
        SourceReport report = report(new SourceStatus("git:x#a@b", "a@b@sha1:6c9a", List.of("a", "b"), SourceStatus.State.REFUSED,
                List.of("first \"line\"\nand more", "second")),
                new SourceStatus("dir:/x", "", List.of(), SourceStatus.State.FAILED, List.of("why")));
        assertEquals(report, SourceReport.read(report.write()));
        assertEquals(Optional.of("6c9a"), report.sources().get(0).commit());
        assertEquals(Optional.empty(), report.sources().get(1).commit());
        assertThrows(IllegalArgumentException.class, () -> SourceReport.read("done\n"));
    }
}
