package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A function's failure as Lambda reports it.
 *
 * @param errorType the error's class, or a {@code Runtime.…} / {@code Sandbox.…} type of Lambda's own
 * @param errorMessage its text
 * @param trace stack lines, paths below {@code /var/task}; empty where the process itself ended
 */
public record FunctionError(String errorType, String errorMessage, List<String> trace) {
    /** Lambda's type for a function that did not answer in time. */
    public static final String TIMED_OUT = "Sandbox.Timedout";

    /** Lambda's type for a process that ended before it answered. */
    public static final String EXITED = "Runtime.ExitError";

    /** An invocation that found no free instance: Lambda's throttle. */
    public static final String THROTTLED = "TooManyRequestsException";

    /** Copies the trace. */
    public FunctionError {
        trace = List.copyOf(trace);
    }

    /** The payload that Invoke answers with {@code X-Amz-Function-Error: Unhandled}. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("errorType", errorType).put("errorMessage", errorMessage);
        if (!trace.isEmpty() || !(errorType.equals(TIMED_OUT) || errorType.equals(EXITED))) {
            trace.forEach(json.putArray("trace")::add);
        }
        return json;
    }
}
