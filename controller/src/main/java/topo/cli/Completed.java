package topo.cli;

import java.util.ArrayList;
import java.util.List;

/** What a command's parameters stand for, as its synopsis writes them; what a shell can offer for them. */
enum Completed {
    FILE, TOPOLOGY, NAMESPACE, SHELL;

    static List<Completed> of(Syntax syntax) {
        List<Completed> all = new ArrayList<>();
        for (String word : syntax.parameters().split("[^A-Za-z]+")) {
            switch (word) {
                case "FILE" -> all.add(FILE);
                case "NAME" -> all.add(TOPOLOGY);
                case "NAMESPACE" -> all.add(NAMESPACE);
                case "bash" -> all.add(SHELL);
                default -> { }
            }
        }
        return all;
    }
}
