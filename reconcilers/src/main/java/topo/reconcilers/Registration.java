package topo.reconcilers;

import java.util.function.Function;
import topo.api.Reconciler;
import topo.api.Resource;
import topo.api.yaml.Kind;

/**
 * A kind of resource: its language, its type, and how to get what works on the kernel for it. {@code reconciler} is called at most once
 * for a {@link Kernel}, and not at all where documents are only read.
 */
public record Registration<R extends Resource>(Kind<? extends R> kind, Class<R> type, Function<Kernel, Reconciler<R>> reconciler) {}
