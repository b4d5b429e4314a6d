package topo.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import topo.cli.Program;

/** Puts each of some faults at each call of a scenario, one a run, and notes what should not have come of it. */
final class Trial {
    private final Lab lab;
    private final Scenario scenario;
    private final List<String> foreign;
    private final List<String> problems = new ArrayList<>();
    private List<String> start;
    private List<String> record;
    private List<String> now;
    private boolean isPrepared;
    private final Map<String, Integer> endings = new TreeMap<>();
    private int injected;

    /** {@code foreign}: what {@link Lab#all} says without any topology. */
    Trial(Lab lab, Scenario scenario, List<String> foreign) {
        this.lab = lab;
        this.scenario = scenario;
        this.foreign = foreign;
    }

    List<String> problems() {
        return problems;
    }

    int injected() {
        return injected;
    }

    /** How many of them ended how. */
    Map<String, Integer> endings() {
        return endings;
    }

    /** Each of the faults at each call of its sort that a clean run makes; of all these every {@code shares}-th, from {@code share} on. */
    void run(Map<String, List<Fault>> faults, int share, int shares) throws Exception {
        prepare();
        Script clean = Script.clean();
        lab.topo(clean, scenario.command(lab));
        recover();
        int count = 0;
        for (Map.Entry<String, Integer> calls : clean.counts().entrySet()) {
            for (Fault fault : faults.getOrDefault(calls.getKey(), List.of())) {
                for (int number = 1; number <= calls.getValue(); number++) {
                    if (count++ % shares != share) {
                        continue;
                    }
                    inject(Script.with(calls.getKey(), number, fault));
                }
            }
        }
        lab.attempt("destroy", "lab");
    }

    /** Unless the host is as it has to be already. */
    private void prepare() throws Exception {
        if (!isPrepared) {
            if (scenario.onApplied) {
                lab.must("apply", lab.first);
            }
            start = lab.all();
            record = Lab.record();
            isPrepared = true;
        }
    }

    private void inject(Script script) throws Exception {
        prepare();
        int before = problems.size();
        Program.Ended ended = lab.topo(script, scenario.command(lab));
        injected += script.hasStruck() ? 1 : 0;
        now = lab.all();
        judge(script, ended);
        try {
            // Where nothing at all has happened there is nothing to put right.
            isPrepared = now.equals(start) && Lab.record().equals(record);
            if (!isPrepared) {
                recover();
            }
        } catch (AssertionError unhealed) {
            note(script, ended, "not healed: " + unhealed.getMessage());
            lab.attempt("destroy", "lab");
            lab.clean(foreign);
        }
        if (script.hasStruck()) {
            endings.merge(problems.size() == before ? ending(ended.status()) : "with a problem", 1, Integer::sum);
        }
    }

    private String ending(int status) {
        if (status == (scenario == Scenario.DIFF ? 1 : 0)) {
            return "worked all the same";
        }
        return (isPrepared || scenario.readsOnly() ? "refused, exit " : "reported and healed by the next run, exit ") + status;
    }

    private void note(Script script, Program.Ended ended, String what) {
        problems.add(scenario + ", " + script + ": " + what + "\n    " + ended.toString().strip().replace("\n", "\n    "));
    }

    private void judge(Script script, Program.Ended ended) throws Exception {
        if (ended.err().contains("internal error") || ended.err().contains("\tat ")) {
            note(script, ended, "an internal error");
        }
        if (ended.status() != 0 && ended.status() != 1 && ended.err().isBlank()) {
            note(script, ended, "fails without a word");
        }
        switch (scenario) {
            case FIRST_APPLY, CHANGE -> judgeApply(script, ended);
            case DESTROY -> judgeDestroy(script, ended);
            case SECOND_APPLY, DIFF -> judgeLook(script, ended);
        }
    }

    private void judgeApply(Script script, Program.Ended ended) throws Exception {
        keepsForeign(script, ended);
        if (now.equals(start) && ended.status() != 0) {
            return;
        }
        Program.Ended left = lab.attempt("diff", scenario == Scenario.CHANGE ? lab.second : lab.first);
        if (ended.status() == 0 && left.status() != 0) {
            note(script, ended, "success is told, and this is left: " + left);
        }
        for (String line : ended.status() == 0 ? List.<String>of() : left.out().lines().toList()) {
            boolean isChange = line.startsWith("  ") && !line.startsWith("      ");
            String title = line.strip().replaceFirst("^\\S+ ", "").replaceFirst(" (\\(is |<->).*", "");
            if (isChange && !ended.err().contains(title)) {
                note(script, ended, "does not name " + title);
            }
        }
    }

    private void judgeDestroy(Script script, Program.Ended ended) {
        keepsForeign(script, ended);
        boolean gone = now.equals(foreign);
        if (ended.status() == 0 && !gone) {
            note(script, ended, "success is told, and this is left: " + without(now, foreign));
        }
        if (!gone && !Lab.isRemembered()) {
            note(script, ended, "is forgotten, and this is left: " + without(now, foreign));
        }
    }

    private void judgeLook(Script script, Program.Ended ended) {
        if (!now.equals(start)) {
            note(script, ended, "changes " + without(start, now) + " to " + without(now, start));
        }
    }

    private void keepsForeign(Script script, Program.Ended ended) {
        List<String> lost = without(foreign, now);
        // That one is the topology's to change.
        lost.removeIf(line -> line.startsWith("ip_forward"));
        if (!lost.isEmpty()) {
            note(script, ended, "foreign things are gone: " + lost);
        }
    }

    private static List<String> without(List<String> these, List<String> those) {
        List<String> rest = new ArrayList<>(these);
        rest.removeAll(those);
        return rest;
    }

    /** Brings the host back to where the scenario starts from, by topo alone. */
    private void recover() throws Exception {
        isPrepared = false;
        if (scenario.readsOnly()) {
            lab.must("apply", lab.first);
            return;
        }
        if (scenario != Scenario.DESTROY) {
            lab.must("apply", scenario == Scenario.CHANGE ? lab.second : lab.first);
        }
        if (Lab.isRemembered()) {
            lab.must("destroy", "lab");
        }
        List<String> left = lab.all();
        if (!left.equals(foreign)) {
            throw new AssertionError("left: " + without(left, foreign) + ", lost: " + without(foreign, left));
        }
    }
}
