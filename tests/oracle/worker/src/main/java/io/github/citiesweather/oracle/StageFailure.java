package io.github.citiesweather.oracle;

/** Ends a job early: its verdict, the stage that it reached and the whole chain of causes as one text. */
final class StageFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final String verdict;
    private final String stage;

    StageFailure(String verdict, String stage, String message) {
        super(message);
        this.verdict = verdict;
        this.stage = stage;
    }

    static StageFailure taskFailed(String stage, Throwable cause) {
        return new StageFailure("task_failed", stage, chain(cause));
    }

    /** Each cause's class and message, outermost first. */
    static String chain(Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (!text.isEmpty()) {
                text.append(" <- ");
            }
            text.append(cause.getClass().getSimpleName()).append(": ").append(cause.getMessage());
        }
        return text.toString();
    }

    String verdict() {
        return verdict;
    }

    String stage() {
        return stage;
    }
}
