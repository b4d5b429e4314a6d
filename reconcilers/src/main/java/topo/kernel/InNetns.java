package topo.kernel;

import java.util.concurrent.Callable;
import topo.api.net.NetnsName;

/** Runs a task inside a network namespace. The task must start no thread and no process: they would inherit the namespace. */
public interface InNetns {
    /** Runs it on a thread made for it (on the calling one for the host) and returns what it returns, or throws what it throws. */
    <T> T inside(NetnsName netns, Callable<T> task) throws Exception;
}
