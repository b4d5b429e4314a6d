package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import topo.store.Boot;

/** A topology of one version, and another one that may be tried out. */
abstract class TrialCase extends ShellCase {
    @BeforeEach
    final void apply() {
        assertEquals(0, shell.topo("apply", shell.file("one.yaml", "office", "{ name: a, size: 1 }")), shell.err);
    }

    final int tryOut(String... words) {
        String[] all = new String[words.length + 4];
        System.arraycopy(words, 0, all, 4, words.length);
        all[0] = "apply";
        all[1] = shell.file("two.yaml", "office", "{ name: a, size: 2 }", "{ name: b }");
        all[2] = "--confirm";
        all[3] = "60s";
        return shell.topo(all);
    }

    final void later(long seconds) {
        shell.platform.boot = new Boot(shell.platform.boot.id(), shell.platform.boot.millis() + seconds * 1000);
    }

    final int guard() {
        String[] words = shell.platform.twin.toArray(new String[0]);
        return shell.topo(words);
    }

    final Integer size(String name) {
        FakePlatform.Owned owned = shell.platform.kernel.get(Widget.id(name));
        return owned == null ? null : owned.widget().size();
    }
}
