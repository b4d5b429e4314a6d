package topo.proof;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Lets topologies live undisturbed among foreign things, which are compared after each step. A program of its own, as {@link Killings}:
 * {@code Lives FOLDER SAMPLES}.
 */
public final class Lives {
    private Lives() {}

    public static void main(String[] words) {
        int lives = 0;
        try (Lab lab = new Lab(Path.of(words[0]))) {
            changing(lab);
            lives++;
            File[] samples = new File(words[1]).listFiles((folder, name) -> name.endsWith(".yaml"));
            Arrays.sort(samples);
            for (File sample : samples) {
                plain(lab, sample);
                lives++;
            }
            System.out.println("lives " + lives);
            System.out.println(lab.figures());
        }
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    private static void changing(Lab lab) {
        apply(lab, "lab.yaml");
        lab.enter("red");
        apply(lab, "lab.yaml");
        apply(lab, "lab-changed.yaml");
        apply(lab, "lab.yaml");
        end(lab, "lab.yaml", "lab");
    }

    private static void plain(Lab lab, File sample) {
        apply(lab, sample.getPath());
        end(lab, sample.getName(), sample.getPath());
    }

    private static void apply(Lab lab, String document) {
        lab.must(document, "apply", "--dry-run", lab.document(document));
        lab.foreignIsAsBefore(document + " rehearsed");
        lab.must(document, "apply", lab.document(document));
        lab.foreignIsAsBefore(document + " applied");
        lab.converge(document + " applied again", document);
        lab.foreignIsAsBefore(document + " applied again");
    }

    private static void end(Lab lab, String what, String topology) {
        lab.must(what, "destroy", topology);
        lab.foreignIsAsBefore(what + " destroyed");
        lab.allIsAsBefore(what + " destroyed");
        lab.forget();
    }
}
