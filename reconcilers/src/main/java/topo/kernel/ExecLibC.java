package topo.kernel;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Variadic;

/** The C library's functions that only {@link Exec} calls. */
public interface ExecLibC {
    int execvp(Pointer file, Pointer arguments);

    int pthread_sigmask(int how, @In byte[] set, Pointer old);

    @Variadic(fixedCount = 2)
    int fcntl(int fd, int command, int value);
}
