package topo.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every fault at every call of every scenario: the program ends with a clear message and the right status, harms nothing foreign, forgets
 * nothing, and the next run without the fault puts all right.
 */
@Tag("exhaustive")
class FaultSuiteTest {
    private static Lab lab;
    private static List<String> foreign;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root");
        assumeTrue(Files.isDirectory(Path.of("/sys/fs/cgroup/pids")), "the pids controller of cgroup v1");
        lab = new Lab();
        lab.must("apply", lab.first);
        lab.must("destroy", "lab");
        foreign = lab.all();
    }

    @AfterAll
    static void close() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private static void run(Scenario scenario, String what, Map<String, List<Fault>> faults) throws Exception {
        long start = System.nanoTime();
        Trial trial = new Trial(lab, scenario, foreign);
        trial.run(faults);
        System.out.println("faults of " + what + ", " + scenario + ": " + trial.injected() + " injected, " + trial.survived() + " survived, "
                + trial.failed() + " failed cleanly and healed, " + trial.problems().size() + " problems, "
                + (System.nanoTime() - start) / 1_000_000 + " ms");
        List<String> problems = trial.problems();
        assertEquals(0, problems.size(), () -> String.join("\n", problems.subList(0, Math.min(12, problems.size()))));
        assertTrue(trial.injected() > 0, "no fault struck");
    }

    @ParameterizedTest
    @EnumSource
    void ofTheKernel(Scenario scenario) throws Exception {
        run(scenario, "the kernel", Faults.KERNEL);
    }

    @ParameterizedTest
    @EnumSource
    void ofPrograms(Scenario scenario) throws Exception {
        run(scenario, "programs", Faults.PROGRAMS);
    }

    @ParameterizedTest
    @EnumSource
    void ofFiles(Scenario scenario) throws Exception {
        run(scenario, "files", Faults.FILES);
    }

    @ParameterizedTest
    @EnumSource(names = {"FIRST_APPLY", "CHANGE"})
    void ofTheClock(Scenario scenario) throws Exception {
        run(scenario, "the clock", Faults.CLOCK);
    }
}
