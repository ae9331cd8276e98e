package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.cloudformation.template.TemplateException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.model.AlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetNotFoundException;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.InsufficientCapabilitiesException;
import software.amazon.awssdk.services.cloudformation.model.InvalidChangeSetStatusException;

/** CloudFormation's errors. */
final class Faults {
    private static final String SERVICE = "CloudFormation";

    private Faults() {}

    static AwsServiceException validation(String message) {
        return Fault.of(CloudFormationException.builder(), SERVICE, "ValidationError", 400, message);
    }

    static AwsServiceException noStack(String nameOrId) {
        return validation("Stack with id " + nameOrId + " does not exist");
    }

    static AwsServiceException taken(String stackName) {
        return Fault.of(
                AlreadyExistsException.builder(),
                SERVICE,
                "AlreadyExistsException",
                400,
                "Stack [" + stackName + "] already exists");
    }

    static AwsServiceException changeSetTaken(String name, String stackName) {
        return Fault.of(
                AlreadyExistsException.builder(),
                SERVICE,
                "AlreadyExistsException",
                400,
                "ChangeSet " + name + " cannot be created due to a mismatch with existing attribute Name of stack " + stackName);
    }

    static AwsServiceException capabilities(String needed) {
        return Fault.of(
                InsufficientCapabilitiesException.builder(),
                SERVICE,
                "InsufficientCapabilitiesException",
                400,
                "Requires capabilities : [" + needed + "]");
    }

    static AwsServiceException noChangeSet(String nameOrId) {
        return Fault.of(
                ChangeSetNotFoundException.builder(),
                SERVICE,
                "ChangeSetNotFound",
                404,
                "ChangeSet [" + nameOrId + "] does not exist");
    }

    static AwsServiceException changeSetStatus(String message) {
        return Fault.of(InvalidChangeSetStatusException.builder(), SERVICE, "InvalidChangeSetStatus", 400, message);
    }

    /** Runs {@code work}; what is wrong with a template comes out as AWS's ValidationError. */
    static <T> T checked(Supplier<T> work) {
        try {
            return work.get();
        } catch (TemplateException e) {
            throw validation(e.message());
        }
    }
}
