package topo.engine;

import java.util.Collection;
import topo.api.Change;

/** How many changes there are of each sort; what is put back counts as changed. */
public record Counts(int add, int change, int replace, int delete) {

    public static Counts of(Collection<Change<?>> changes) {
        int add = 0;
        int change = 0;
        int replace = 0;
        int delete = 0;
        for (Change<?> one : changes) {
            if (one instanceof Change.Create) {
                add++;
            } else if (one instanceof Change.Replace) {
                replace++;
            } else if (one instanceof Change.Delete) {
                delete++;
            } else {
                change++;
            }
        }
        return new Counts(add, change, replace, delete);
    }

    public int total() {
        return add + change + replace + delete;
    }
}
