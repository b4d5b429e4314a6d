package topo.cli;

import java.util.ArrayList;
import java.util.List;
import topo.api.Resource;
import topo.controller.Tools;
import topo.engine.Registered;
import topo.reconcilers.Kernel;
import topo.reconcilers.Registration;

/** This host's kernel for one pass of the controller. */
final class HostTools implements Tools {
    private final Kernel kernel;
    private final List<Registered<?>> kinds = new ArrayList<>();

    HostTools(Kernel kernel, List<Registration<?>> registrations) {
        this.kernel = kernel;
        for (Registration<?> registration : registrations) {
            kinds.add(bind(registration));
        }
    }

    private <R extends Resource> Registered<R> bind(Registration<R> registration) {
        return new Registered<>(registration.kind().name(), registration.type(), registration.reconciler().apply(kernel));
    }

    @Override
    public List<Registered<?>> kinds() {
        return kinds;
    }

    @Override
    public void close() {
        kernel.close();
    }
}
