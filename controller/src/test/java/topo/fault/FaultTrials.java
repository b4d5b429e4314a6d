package topo.fault;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a share of all trials. A program of its own, for it needs namespaces of its own: {@code FaultTrials SHARE SHARES GROUPS}, the groups
 * as {@link Group}, with commas between them.
 */
public final class FaultTrials {
    private FaultTrials() {}

    /** The faults of one sort of call, and the scenarios in which they are put. */
    enum Group {
        KERNEL(Faults.KERNEL, EnumSet.allOf(Scenario.class)),
        PROGRAMS(Faults.PROGRAMS, EnumSet.allOf(Scenario.class)),
        FILES(Faults.FILES, EnumSet.allOf(Scenario.class)),
        CLOCK(Faults.CLOCK, EnumSet.of(Scenario.FIRST_APPLY, Scenario.CHANGE));

        private final Map<String, List<Fault>> faults;
        private final Set<Scenario> scenarios;

        Group(Map<String, List<Fault>> faults, Set<Scenario> scenarios) {
            this.faults = faults;
            this.scenarios = scenarios;
        }
    }

    public static void main(String[] words) throws Exception {
        int share = Integer.parseInt(words[0]);
        int shares = Integer.parseInt(words[1]);
        Lab lab = new Lab();
        try {
            lab.must("apply", lab.first);
            lab.must("destroy", "lab");
            List<String> foreign = lab.all();
            for (String name : words[2].split(",")) {
                Group group = Group.valueOf(name);
                for (Scenario scenario : group.scenarios) {
                    Trial trial = new Trial(lab, scenario, foreign);
                    trial.run(group.faults, share, shares);
                    tell(group, scenario, trial);
                }
            }
        } finally {
            lab.close();
        }
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    private static void tell(Group group, Scenario scenario, Trial trial) {
        String where = group + ", " + scenario;
        System.out.println("injected " + where + " " + trial.injected());
        trial.endings().forEach((ending, times) -> System.out.println("ending " + ending + " " + times));
        trial.problems().forEach(problem -> System.out.println("broken " + problem.replace("\n", "\n  ")));
    }

    static String all() {
        return String.join(",", Arrays.stream(Group.values()).map(Group::name).toList());
    }
}
