package topo.git;

/** What a repository could not be read for. The reason is one word, for the status; the message is for people. */
final class GitFailure extends RuntimeException {
    static final String OPERATION = "GitOperationFailed";
    static final String AUTHENTICATION = "AuthenticationFailed";

    private final String reason;

    GitFailure(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
