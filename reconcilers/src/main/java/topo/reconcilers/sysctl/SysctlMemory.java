package topo.reconcilers.sysctl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import topo.api.Memory;
import topo.api.ResourceId;

/**
 * What is remembered of one sysctl: its value before topo first wrote it, the value that topo wrote last, which tells whether it is still
 * ours, and those of its {@link Followers} that stood out before. None of the values holds a newline.
 */
record SysctlMemory(String before, String ours, Map<String, String> exceptions) {

    /** Empty as well if the text is none that {@link #text} made: what it was before is not known then. */
    static Optional<SysctlMemory> recall(Memory memory, ResourceId id) {
        return memory.recall(id).map(text -> text.split("\n", -1)).filter(lines -> lines.length > 1).map(SysctlMemory::of);
    }

    private static SysctlMemory of(String[] lines) {
        Map<String, String> exceptions = new LinkedHashMap<>();
        for (int i = 2; i < lines.length; i++) {
            int sign = lines[i].indexOf('=');
            if (sign > 0) {
                exceptions.put(lines[i].substring(0, sign), lines[i].substring(sign + 1));
            }
        }
        return new SysctlMemory(lines[0], lines[1], exceptions);
    }

    String text() {
        StringBuilder text = new StringBuilder(before).append('\n').append(ours);
        exceptions.forEach((path, value) -> text.append('\n').append(path).append('=').append(value));
        return text.toString();
    }
}
