package topo.proof;

import java.nio.file.Path;
import java.util.List;

/**
 * One run of topo for {@link Workshop} to learn from, among cgroup hierarchies that look new: the host's own get nothing. A program of its
 * own: {@code Training FOLDER JAVA OPTION...}.
 */
public final class Training {
    private Training() {}

    public static void main(String[] words) {
        Path folder = Path.of(words[0]);
        List<String> java = List.of(words).subList(1, words.length);
        CgroupFolders cgroups = CgroupFolders.mount("topo-proof-" + ProcessHandle.current().pid());
        try {
            new Killer(java, folder).count("apply", folder.resolve("lab.yaml").toString());
        } finally {
            cgroups.close();
        }
    }
}
