package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import topo.kernel.netfilter.ChainEdit;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.RestoreInput;
import topo.kernel.netfilter.Rule;
import topo.kernel.netfilter.SavedTable;

/**
 * Works out the smallest input that brings our chains of one table to what is wanted. A chain of ours exists, with one jump to it, exactly
 * as long as there are rules in it: when the last goes, the table is what it was before the first. Pure.
 */
final class NatTableEdit {
    private final SavedTable table;
    private final NatMarks marks;
    private final RestoreInput input;

    private NatTableEdit(SavedTable table, NatMarks marks) {
        this.table = table;
        this.marks = marks;
        this.input = new RestoreInput(NatTables.TABLE, marks.chainPrefix());
    }

    /** Only rules whose comment is in {@code touch} are deleted or inserted. {@code wanted} in order, of any family and chain. */
    static RestoreInput between(SavedTable table, NatMarks marks, IpFamily family, List<NatRule> wanted, Predicate<String> touch) {
        NatTableEdit edit = new NatTableEdit(table, marks);
        for (NatChain chain : NatChain.values()) {
            List<Rule> here = new ArrayList<>();
            for (NatRule rule : wanted) {
                if (rule.family() == family && rule.chain() == chain) {
                    here.add(rule.rule());
                }
            }
            edit.chain(chain, here, touch);
        }
        return edit.input;
    }

    private void chain(NatChain chain, List<Rule> wanted, Predicate<String> touch) {
        String name = marks.chain(chain);
        boolean exists = table.chains().containsKey(name);
        List<String> current = new ArrayList<>();
        table.rules(name).forEach(saved -> current.add(saved.comment()));
        ChainEdit edit = ChainEdit.between(current, wanted, touch);
        boolean needed = edit.size() > 0;
        if (needed && !exists) {
            input.createChain(name);
        }
        input.edit(name, edit);
        jumps(chain, name, needed);
        if (exists && !needed) {
            input.deleteChain(name);
        }
    }

    /** Where among the jumps of others ours stands is not ours to insist on: they insist on being first as well. */
    private void jumps(NatChain chain, String name, boolean needed) {
        int marked = table.count(chain.name(), name, marks.jumpComment());
        for (int i = needed ? 1 : 0; i < marked; i++) {
            input.deleteJump(chain.name(), name, marks.jumpComment());
        }
        for (int i = table.count(chain.name(), name, ""); i > 0; i--) {
            input.deleteJump(chain.name(), name, "");
        }
        if (needed && marked == 0) {
            input.insertJump(chain.name(), name, marks.jumpComment());
        }
    }
}
