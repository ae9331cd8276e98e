package dev.sallyport.core.sandbox.greengrass;

import java.util.List;

/** A deployment that a device cannot begin, with the codes that a Greengrass nucleus reports. */
final class Unresolvable extends Exception {
    private static final long serialVersionUID = 1L;
    private static final List<String> STACK =
            List.of("DEPLOYMENT_FAILURE", "NO_AVAILABLE_COMPONENT_VERSION", "COMPONENT_VERSION_REQUIREMENTS_NOT_MET");

    Unresolvable(String message) {
        super(message);
    }

    String message() {
        return String.valueOf(getMessage());
    }

    /** From the general to the particular; source: AWS page "Detailed deployment error codes". */
    List<String> errorStack() {
        return STACK;
    }
}
