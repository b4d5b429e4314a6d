package topo.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;
import topo.engine.Place;
import topo.store.Pause;
import topo.store.RunLock;
import topo.trigger.Wake;

class ControllerTest {
    private static final long SECOND = Board.SECOND;

    @TempDir
    private Path folder;
    private Board board;

    @BeforeEach
    void make() {
        board = new Board(folder);
    }

    private void start(String heal, String... knobs) {
        board.remember("lab", heal, knobs);
        board.pass(SECOND);
        board.writes.clear();
        board.looks = 0;
    }

    @Test
    void mendsWhatIsTurnedAndLooksOnceMoreAtMost() {
        start("enforce", "name: a, turn: 5", "name: b, turn: 6");
        assertEquals(5, board.turnOf("a"));
        board.turn("a", 7);
        board.pass(60 * SECOND);
        assertEquals(5, board.turnOf("a"));
        assertEquals(List.of("a"), board.writes, "nothing else is written");
        assertTrue(board.looks <= 3, "a look, a verification and at most an empty pass, found " + board.looks);
        Entry repaired = board.entries("repaired").get(board.entries("repaired").size() - 1);
        assertEquals(List.of(new Entry.Difference("turn", "7", "5")), repaired.fields());
        assertEquals("event", repaired.trigger());
        assertTrue(board.status("lab").isReady());
        assertEquals(1, board.followed.size());
    }

    @Test
    void whatIsRightFromTheStartIsNotWritten() {
        start("enforce", "name: a, turn: 5");
        Board second = new Board(folder);
        second.there.putAll(board.there);
        second.pass(60 * SECOND);
        assertEquals(List.of(), second.writes);
        assertTrue(second.status("lab").isReady());
        assertEquals(1, second.looks);
    }

    @Test
    void aFailureIsTriedAgainEverLaterAndHoldsUpNothing() {
        start("enforce", "name: a, turn: 5", "name: b, turn: 6", "name: c, turn: 1, needs: a");
        board.refusals.put("a", "set knob a: EPERM: Operation not permitted");
        board.turn("a", 1);
        board.turn("b", 1);
        board.turn("c", 2);
        board.pass(120 * SECOND);
        assertEquals(6, board.turnOf("b"));
        assertEquals(2, board.turnOf("c"), "it depends on what failed");
        long tries = board.writes.stream().filter("a"::equals).count();
        assertTrue(tries >= 5 && tries <= 14, "tries in two minutes: " + tries);
        TopologyStatus status = board.status("lab");
        assertEquals(Sync.OUT_OF_SYNC, status.sync());
        assertEquals(Health.DEGRADED, status.health());
        assertEquals("Failed", status.items().stream().filter(item -> item.id().equals(Board.id("a"))).findFirst().orElseThrow().reason());
        assertEquals(1, board.entries("failed").size(), "told once: " + board.entries("failed"));

        board.turn("b", 2);
        board.pass(SECOND);
        assertEquals(6, board.turnOf("b"), "others are mended meanwhile");
        board.refusals.clear();
        board.pass(61 * SECOND);
        assertEquals(5, board.turnOf("a"));
        assertEquals(1, board.turnOf("c"));
        assertTrue(board.status("lab").isReady(), board.status("lab").toString());
    }

    @Test
    void aFightIsBoundedToldAndOver() {
        start("enforce", "name: a, turn: 5", "name: b, turn: 6");
        board.then = knob -> {
            if (knob.name().equals("a")) {
                board.turn("a", 9);
            }
        };
        board.turn("a", 9);
        board.pass(60 * SECOND);
        assertTrue(board.writes.size() <= 40, "writes in the first minute: " + board.writes.size());
        board.writes.clear();
        board.pass(300 * SECOND);
        int writes = board.writes.size();
        assertTrue(writes <= 5 * 20 + 2, "writes in five minutes: " + writes);
        assertTrue(writes > 10, "it does not give up");
        TopologyStatus status = board.status("lab");
        assertEquals(Health.CONTENDED, status.health());
        assertTrue(status.items().get(0).message().contains("turn: 9 -> 5"), status.toString());
        assertEquals(1, board.entries("contended").size());

        board.turn("b", 1);
        board.pass(SECOND);
        assertEquals(6, board.turnOf("b"), "the rest is mended at once");
        board.then = knob -> {};
        board.pass(60 * SECOND);
        assertEquals(5, board.turnOf("a"));
        assertTrue(board.status("lab").isReady(), board.status("lab").toString());
        assertEquals(1, board.entries("recovered").size());
    }

    @Test
    void reportTellsAndChangesNothing() {
        start("report", "name: a, turn: 5");
        assertEquals(null, board.turnOf("a"));
        board.turn("a", 7);
        board.pass(60 * SECOND);
        assertEquals(List.of(), board.writes);
        TopologyStatus status = board.status("lab");
        assertEquals(Sync.OUT_OF_SYNC, status.sync());
        assertEquals(Health.HEALTHY, status.health());
        assertEquals("turn: 7 -> 5", status.items().get(0).message());
        board.turn("a", 5);
        board.pass(SECOND);
        assertEquals(Sync.SYNCED, board.status("lab").sync());
    }

    @Test
    void offDoesNotEvenLook() {
        start("off", "name: a, turn: 5");
        board.turn("a", 7);
        board.pass(60 * SECOND);
        assertEquals(0, board.looks);
        assertEquals(Sync.UNKNOWN, board.status("lab").sync());
        assertEquals("HealOff", board.status("lab").conditions().get(0).reason());
    }

    @Test
    void aPauseLeavesItAloneAndSaysByWhom() {
        start("enforce", "name: a, turn: 5");
        Path record = board.state.folder("lab");
        new Pause(1_700_000_000, 0, "alice").write(record);
        board.pass(SECOND);
        board.turn("a", 7);
        board.pass(60 * SECOND);
        assertEquals(7, board.turnOf("a"));
        assertEquals(Health.PAUSED, board.status("lab").health());
        assertEquals(Sync.OUT_OF_SYNC, board.status("lab").sync());
        Condition paused = board.status("lab").conditions().stream().filter(one -> one.type().equals("Paused")).findFirst().orElseThrow();
        assertTrue(paused.message().contains("alice"), paused.message());
        assertEquals(1_700_000_000, paused.since().getEpochSecond());

        Pause.delete(record);
        board.pass(SECOND);
        assertEquals(5, board.turnOf("a"));
        assertTrue(board.status("lab").isReady());
        assertEquals(1, board.entries("paused").size());
        assertEquals(1, board.entries("resumed").size());
    }

    @Test
    void aPauseWhoseTimeIsOverEnds() {
        start("enforce", "name: a, turn: 5");
        new Pause(1_700_000_000, 1_700_000_600, "alice").write(board.state.folder("lab"));
        board.turn("a", 7);
        board.pass(SECOND);
        assertEquals(5, board.turnOf("a"));
        assertEquals(List.of(), board.entries("paused"));
    }

    @Test
    void followsWhatOthersApplyAndForgetsWhatTheyDestroy() {
        start("enforce", "name: a, turn: 5");
        board.remember("lab", "enforce", "name: a, turn: 8");
        board.pass(SECOND);
        assertEquals(8, board.turnOf("a"));
        board.state.record("lab").remove();
        board.there.clear();
        board.tell();
        board.pass(SECOND);
        assertEquals(null, board.turnOf("a"), "nothing is made again");
        assertTrue(board.files.read("lab").isEmpty());
    }

    @Test
    void aVersionThatIsReplacedIsNotBroughtBack() {
        start("enforce", "name: a, turn: 5");
        // The event of an apply comes before the controller has looked whether anything was applied.
        board.remember("lab", "enforce", "name: a, turn: 8");
        board.turn("a", 8);
        board.nanos += SECOND;
        board.controller.step();
        assertEquals(8, board.turnOf("a"));
        assertEquals(List.of(), board.writes);
    }

    @Test
    void whatCannotBeSeenIsUnknownAndLookedAtAgain() {
        start("enforce", "name: a, turn: 5");
        board.blind = new SurroundingsException("dump of knobs: ENOBUFS");
        board.turn("a", 7);
        board.pass(10 * SECOND);
        assertEquals(7, board.turnOf("a"));
        assertEquals(Sync.UNKNOWN, board.status("lab").sync());
        assertEquals(Health.DEGRADED, board.status("lab").health());
        assertEquals(1, board.entries("error").size());
        assertTrue(board.looks < 20, "looks in ten seconds: " + board.looks);
        board.blind = null;
        board.pass(20 * SECOND);
        assertEquals(5, board.turnOf("a"));
        assertTrue(board.status("lab").isReady());
    }

    @Test
    void waitsForTheLockAndGoesOn() {
        start("enforce", "name: a, turn: 5");
        RunLock.take(board.run, "topo apply", 0, holder -> {}).during(() -> {
            board.turn("a", 7);
            board.nanos += SECOND;
            board.controller.step();
            assertEquals(7, board.turnOf("a"));
            return null;
        });
        board.pass(5 * SECOND);
        assertEquals(5, board.turnOf("a"));
    }

    @Test
    void anEventElsewhereCostsNoLook() {
        start("enforce", "name: a, turn: 5", "name: b, room: red, turn: 1");
        board.queue.offer(Wake.at(Set.of(Place.of(new NetnsName("blue"))), Wake.EVENT));
        board.pass(SECOND);
        assertEquals(0, board.looks);
    }

    @Test
    void twoTopologiesDoNotWaitForEachOther() {
        board.remember("one", "enforce", "name: a, turn: 5");
        board.pass(SECOND);
        board.remember("two", "report", "name: b, turn: 5");
        board.pass(SECOND);
        board.there.remove(Board.id("b"));
        assertFalse(board.files.read("two").isEmpty());
        assertEquals(2, board.followed.size());
    }

    @Test
    void aFullDiskDoesNotKeepItFromHealing() throws Exception {
        start("enforce", "name: a, turn: 5");
        Path journal = folder.resolve("state").resolve("journal");
        Files.move(journal, folder.resolve("aside"));
        Files.writeString(journal, "a file where the folder should be");
        board.turn("a", 7);
        board.pass(SECOND);
        assertEquals(5, board.turnOf("a"));
    }
}
