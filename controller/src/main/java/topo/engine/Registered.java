package topo.engine;

import topo.api.Reconciler;
import topo.api.Resource;

/**
 * A kind with what works on the kernel for it. The order of a list of these is the kinds' rank: what the first ones make is there before
 * the others start, where dependencies leave it open. {@code kind} is that of {@link topo.api.ResourceId#kind()}.
 */
public record Registered<R extends Resource>(String kind, Class<R> type, Reconciler<R> reconciler) {}
