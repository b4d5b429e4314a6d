package topo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.Plan;
import topo.api.Resources;

/**
 * Every folder under {@code diff} is a case: what is {@code desired} and {@code observed}, and the {@code plan} that follows, which is
 * the printed one with the conflicts after it. A {@code desired} that starts with {@code --adopt} is planned with that.
 */
class DiffTest {
    private static final String OTHER = "of ";

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        Path root = Path.of(DiffTest.class.getResource("/diff").toURI());
        List<Path> folders;
        try (Stream<Path> list = Files.list(root)) {
            folders = list.sorted().toList();
        }
        assertFalse(folders.isEmpty());
        return folders.stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> run(folder)));
    }

    private static void run(Path folder) {
        World world = new World();
        for (String line : lines(folder.resolve("observed"))) {
            observe(world, line);
        }
        List<String> desired = new ArrayList<>(lines(folder.resolve("desired")));
        boolean adopt = desired.remove("--adopt");
        Resources wanted = Thing.all(desired.toArray(new String[0]));
        Plan plan = new Pass(world.kinds(), adopt).observe(world.look(wanted)).plan();
        PlanText text = new PlanText(plan, false);
        List<String> printed = new ArrayList<>(text.lines());
        printed.addAll(text.conflicts());
        assertEquals(String.join("\n", lines(folder.resolve("plan"))), String.join("\n", printed));
    }

    /** {@code bridge br0 mtu=1500} is ours; {@code nobody bridge br0}, {@code of shop bridge br0} are not; {@code … is a dummy link}. */
    private static void observe(World world, String line) {
        Owner owner = Owner.OURS;
        String rest = line;
        if (line.startsWith("nobody ")) {
            owner = Owner.NOBODY;
            rest = line.substring("nobody ".length());
        } else if (line.startsWith(OTHER)) {
            String[] words = line.split(" ", 3);
            owner = new Owner.Other(words[1]);
            rest = words[2];
        }
        int is = rest.indexOf(" is ");
        Thing thing = Thing.parse(is < 0 ? rest : rest.substring(0, is));
        world.there.put(thing.id(), is < 0 ? new Observed<>(owner, thing, "") : new Observed<>(owner, null, rest.substring(is + 4)));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
