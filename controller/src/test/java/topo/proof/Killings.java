package topo.proof;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Kills each {@link Operation} after each of its writes, twice: once the next command applies what was wanted, once it destroys. A
 * program of its own, for it needs namespaces of its own: {@code Killings FOLDER SHARE SHARES FIRST LAST JAVA...} takes every SHARES-th
 * of the points FIRST to LAST (0: the last there is).
 */
public final class Killings {
    private final Lab lab;
    private final Killer killer;
    private int kills;

    private Killings(Lab lab, Killer killer) {
        this.lab = lab;
        this.killer = killer;
    }

    public static void main(String[] words) {
        Path folder = Path.of(words[0]);
        int share = Integer.parseInt(words[1]);
        int shares = Integer.parseInt(words[2]);
        String only = words[3];
        try (Lab lab = new Lab(folder)) {
            Killer killer = new Killer(Arrays.asList(words).subList(4, words.length), folder.resolve("share-" + share));
            Killings killings = new Killings(lab, killer);
            for (Operation operation : Operation.values()) {
                if (only.equals("all") || only.startsWith(operation.name())) {
                    killings.all(operation, share, shares, only.contains(":") ? Integer.parseInt(only.replaceFirst(".*:", "")) : 0);
                }
            }
            System.out.println("kills " + killings.kills);
            System.out.println(lab.figures());
        }
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    private void all(Operation operation, int share, int shares, int single) {
        prepare(operation);
        List<String> writes = killer.count(operation.verb(), where(operation));
        lab.topo("destroy", "lab");
        clean(operation + " counted");
        System.out.println("points " + operation + " " + writes.size());
        for (int number = 1; number <= writes.size(); number++) {
            if (single > 0 ? number == single : number % shares == share) {
                String when = operation + " killed after write " + number + " of " + writes.size() + " (" + writes.get(number - 1) + ")";
                kill(operation, writes.subList(0, number), when);
                repair(operation, when);
                kill(operation, writes.subList(0, number), when);
                destroy(when);
            }
        }
    }

    private String where(Operation operation) {
        return operation.verb().equals("apply") ? lab.document(operation.what()) : operation.what();
    }

    private void prepare(Operation operation) {
        lab.forget();
        if (operation.applied()) {
            lab.must("before " + operation, "apply", lab.document("lab.yaml"));
            lab.enter("red");
            lab.must("before " + operation, "apply", lab.document("lab.yaml"));
        }
    }

    private void kill(Operation operation, List<String> writes, String when) {
        prepare(operation);
        List<String> made = killer.kill(writes.size(), operation.verb(), where(operation));
        if (!made.equals(writes)) {
            lab.fail(when + ": this time the writes before were others: "
                    + Fingerprint.difference(String.join("\n", writes), String.join("\n", made)));
        }
        kills++;
        lab.foreignIsAsBefore(when);
    }

    private void repair(Operation operation, String when) {
        lab.converge(when + ", then apply", operation.wanted());
        lab.foreignIsAsBefore(when + ", then apply");
        lab.must(when + ", then apply, then destroy", "destroy", "lab");
        clean(when + ", then apply, then destroy");
    }

    private void destroy(String when) {
        var result = lab.topo("destroy", "lab");
        // A topology of which nothing was made or noted yet is not known, and that is said.
        if (result.status() != 0 && !result.err().contains("lab")) {
            lab.fail(when + ", then destroy: " + result);
        }
        clean(when + ", then destroy");
    }

    private void clean(String when) {
        lab.allIsAsBefore(when);
        if (lab.broken().size() > 12) {
            throw new IllegalStateException("too much is broken:\n" + String.join("\n", lab.broken()));
        }
    }
}
