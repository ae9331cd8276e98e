package dev.sallyport.core.webacl.managed;

import static dev.sallyport.core.webacl.managed.ManagedGroups.rule;

import dev.sallyport.core.webacl.managed.ManagedGroup.ManagedRule;
import java.util.List;

/** The core rule set, after waf/latest/developerguide/aws-managed-rule-groups-baseline.html. */
final class CommonRules {
    private static final String BAD_BOTS =
            "(?i)\\b(?:nessus|nmap|sqlmap|nikto|masscan|zgrab|acunetix|openvas|w3af|dirbuster|gobuster|wpscan|havij|arachni|zmeu)\\b";
    private static final String METADATA =
            "(?i)169\\.254\\.169\\.254|latest/(?:meta-data|user-data|dynamic/instance-identity)|fd00:ec2::254";
    /** Users see their own loopback addresses blocked in arguments: awslabs/nx-plugin-for-aws, issue 1016. */
    private static final String METADATA_OR_LOOPBACK = METADATA
            + "|https?://(?:[^/@\\s]{1,60}@)?(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?=[:/?#&\\s]|$)";

    private static final String LOCAL_FILES =
            "(?i)\\.\\.[/\\\\]|[/\\\\]etc[/\\\\](?:passwd|shadow|hosts|group)\\b|[/\\\\]proc[/\\\\]self[/\\\\]";
    private static final String REMOTE_FILES = "(?i)(?:https?|ftps?|file)://(?:[^/@\\s]{1,60}@)?\\d{1,3}(?:\\.\\d{1,3}){3}";
    private static final String EXTENSIONS =
            "(?i)\\.(?:log|ini|bak|backup|conf|config|cfg|dll|swp|old|sys|rdb|sql|htaccess|htpasswd)(?:$|[/?&;#\\s])";

    private CommonRules() {}

    static List<ManagedRule> rules() {
        return List.of(
                rule("NoUserAgent_HEADER", "NoUserAgent_Header", Inspect.USER_AGENT.missing()),
                rule("UserAgent_BadBots_HEADER", "BadBots_Header", Inspect.USER_AGENT.matches(BAD_BOTS)),
                rule("SizeRestrictions_QUERYSTRING", "SizeRestrictions_QueryString", Inspect.QUERY_STRING.longerThan(2048)),
                rule("SizeRestrictions_Cookie_HEADER", "SizeRestrictions_Cookie_Header", Inspect.COOKIE_HEADER.longerThan(10_240)),
                rule("SizeRestrictions_BODY", "SizeRestrictions_Body", Inspect.BODY.longerThan(8192)),
                rule("SizeRestrictions_URIPATH", "SizeRestrictions_URIPath", Inspect.URI_PATH.longerThan(1024)),
                rule("EC2MetaDataSSRF_BODY", "EC2MetaDataSSRF_Body", Inspect.BODY.matches(METADATA)),
                rule("EC2MetaDataSSRF_COOKIE", "EC2MetaDataSSRF_Cookie", Inspect.COOKIES.matches(METADATA)),
                rule("EC2MetaDataSSRF_URIPATH", "EC2MetaDataSSRF_URIPath", Inspect.URI_PATH.matches(METADATA)),
                rule("EC2MetaDataSSRF_QUERYARGUMENTS", "EC2MetaDataSSRF_QueryArguments", Inspect.QUERY_ARGUMENTS.matches(METADATA_OR_LOOPBACK)),
                rule("GenericLFI_QUERYARGUMENTS", "GenericLFI_QueryArguments", Inspect.QUERY_ARGUMENTS.matches(LOCAL_FILES)),
                rule("GenericLFI_URIPATH", "GenericLFI_URIPath", Inspect.URI_PATH.matches(LOCAL_FILES)),
                rule("GenericLFI_BODY", "GenericLFI_Body", Inspect.BODY.matches(LOCAL_FILES)),
                rule("RestrictedExtensions_URIPATH", "RestrictedExtensions_URIPath", Inspect.URI_PATH.matches(EXTENSIONS)),
                rule("RestrictedExtensions_QUERYARGUMENTS", "RestrictedExtensions_QueryArguments", Inspect.QUERY_ARGUMENTS.matches(EXTENSIONS)),
                rule("GenericRFI_QUERYARGUMENTS", "GenericRFI_QueryArguments", Inspect.QUERY_ARGUMENTS.matches(REMOTE_FILES)),
                rule("GenericRFI_BODY", "GenericRFI_Body", Inspect.BODY.matches(REMOTE_FILES)),
                rule("GenericRFI_URIPATH", "GenericRFI_URIPath", Inspect.URI_PATH.matches(REMOTE_FILES)),
                rule("CrossSiteScripting_COOKIE", "CrossSiteScripting_Cookie", Inspect.COOKIES.crossSiteScripting()),
                rule("CrossSiteScripting_QUERYARGUMENTS", "CrossSiteScripting_QueryArguments", Inspect.QUERY_ARGUMENTS.crossSiteScripting()),
                rule("CrossSiteScripting_BODY", "CrossSiteScripting_Body", Inspect.BODY.crossSiteScripting()),
                rule("CrossSiteScripting_URIPATH", "CrossSiteScripting_URIPath", Inspect.URI_PATH.crossSiteScripting()));
    }
}
