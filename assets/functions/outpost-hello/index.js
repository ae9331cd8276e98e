// A function for a Greengrass core device: says once that it has started, and answers every event with the device's
// name. It publishes nothing, so that it needs no subscription and no permission of the device's role. CommonJS,
// since AWS does not say whether the Node runtime of a core device loads ES modules.
'use strict'

// On a core device a function has only the variables of its import (componentLambdaParameters) and those of the device.
const { AWS_IOT_THING_NAME: device = 'unknown', COMPONENT_NAME: component, FUNCTION_VERSION: version } = process.env

// Pinned, it is loaded when the device starts it: this line in the component's log is the proof that it runs.
console.log(JSON.stringify({ started: component, version, device }))

const message = `Hello from ${device}`

exports.handler = async (event) => ({ message, device, component, version, received: event ?? null })
