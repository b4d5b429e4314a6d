package topo.reconcilers.sysctl;

import java.util.Optional;
import topo.api.Memory;
import topo.api.ResourceId;

/**
 * What is remembered of one sysctl: its value before topo first wrote it, and the value that topo wrote last, which tells whether it is
 * still ours. Neither holds a newline.
 */
record SysctlMemory(String before, String ours) {

    /** Empty as well if the text is none that {@link #text} made: what it was before is not known then. */
    static Optional<SysctlMemory> recall(Memory memory, ResourceId id) {
        return memory.recall(id).filter(text -> text.indexOf('\n') >= 0)
                .map(text -> new SysctlMemory(text.substring(0, text.indexOf('\n')), text.substring(text.indexOf('\n') + 1)));
    }

    String text() {
        return before + "\n" + ours;
    }
}
