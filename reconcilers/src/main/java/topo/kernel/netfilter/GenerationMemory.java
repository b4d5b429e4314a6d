package topo.kernel.netfilter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Remembers tables of nf_tables for as long as the generation of their namespace is the same. Keeps the last {@value #MOST}; thread-safe.
 */
public final class GenerationMemory implements TableMemory {
    static final int MOST = 8192;

    private final Generations generations;
    private final Map<Question, Answer> answers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
            return size() > MOST;
        }
    };

    private record Answer(Generation generation, List<SavedTable> tables) {}

    public GenerationMemory(Generations generations) {
        this.generations = generations;
    }

    @Override
    public List<SavedTable> recall(Question question, Supplier<List<SavedTable>> look) {
        Optional<Generation> now = generations.of(question.table().netns());
        if (now.isEmpty()) {
            return look.get();
        }
        Answer known = answer(question);
        if (known != null && known.generation().equals(now.get())) {
            return known.tables();
        }
        // Of a generation that was told before the look: a change meanwhile has another, and the next look is a new one.
        List<SavedTable> tables = List.copyOf(look.get());
        keep(question, new Answer(now.get(), tables));
        return tables;
    }

    private synchronized Answer answer(Question question) {
        return answers.get(question);
    }

    private synchronized void keep(Question question, Answer answer) {
        answers.put(question, answer);
    }
}
