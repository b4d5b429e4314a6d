package topo.kernel.netfilter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.Processes;

/** Programs that do what the test says, for faults that real ones do not show at will. */
final class FakeProcesses implements Processes {
    private final Map<String, Supplier<Finished>> programs = new HashMap<>();
    final List<Command> run = new ArrayList<>();

    FakeProcesses with(String program, Supplier<Finished> result) {
        programs.put("/sbin/" + program, result);
        return this;
    }

    FakeProcesses with(String program, int status, String output, String errors) {
        return with(program, () -> new Finished(status, output, errors));
    }

    @Override
    public Optional<String> find(String program) {
        return programs.containsKey("/sbin/" + program) ? Optional.of("/sbin/" + program) : Optional.empty();
    }

    @Override
    public Finished run(Command command) {
        run.add(command);
        return programs.get(command.arguments().get(0)).get();
    }
}
