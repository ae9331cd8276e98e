/**
 * AWS IoT Greengrass V2 in the sandbox: components, deployments, and one core device that is simulated: it takes
 * deployments and really runs the Node.js functions among their components.
 */
@NullMarked
package dev.sallyport.core.sandbox.greengrass;

import org.jspecify.annotations.NullMarked;
