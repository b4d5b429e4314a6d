package topo.git;

/**
 * What a repository may cost.
 *
 * @param fileBytes of one file that is read
 * @param objectBytes of any file in it; a part of it is held in memory, several times
 * @param packBytes of what one fetch brings
 * @param silentSeconds how long a server may say nothing
 * @param fetchSeconds how long one fetch may take
 */
record GitLimits(long fileBytes, long objectBytes, long packBytes, int silentSeconds, int fetchSeconds) {
    /** Of the files of a folder together; they stay in memory. */
    static final long FOLDER_BYTES = 32L << 20;
    static final int FOLDER_FILES = 5_000;

    static GitLimits standard(long fileBytes) {
        return new GitLimits(fileBytes, Math.max(fileBytes, 32L << 20), 256L << 20, 30, 600);
    }
}
