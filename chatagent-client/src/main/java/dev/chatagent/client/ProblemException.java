package dev.chatagent.client;

/** A command that was refused or not answered. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final String code;

    ProblemException(Problem problem) {
        super(problem.code() + ": " + problem.detail());
        this.problem = problem;
        this.code = problem.code();
    }

    /** What went wrong; of an exception that was serialised only the code is left. */
    @SuppressWarnings("RedundantNullCheck") // serialisation leaves out what is transient
    public Problem problem() {
        return problem == null ? Problem.local(code, code) : problem;
    }
}
