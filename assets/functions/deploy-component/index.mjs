// Backs Custom::ComponentDeployment: puts one component into a target's Greengrass deployment and takes it out again,
// and leaves everything else of that deployment as it is. Properties: TargetArn, ComponentName, ComponentVersion,
// DeploymentName (for a target that has no deployment yet). Attributes: DeploymentId, KeptComponents (name@version,
// by commas), LogGroup; `none` where there is none.
import { answer } from './answer.mjs'
import { revise } from './deployments.mjs'

const LOG_MANAGER = 'aws.greengrass.LogManager'
// A response object has at most 4,096 bytes.
const LONGEST_LIST = 2_500
// Time to tell CloudFormation before Lambda ends the function.
const SPARE_MILLIS = 5_000

function properties({ TargetArn, ComponentName, ComponentVersion, DeploymentName } = {}) {
  for (const [name, value] of Object.entries({ TargetArn, ComponentName, ComponentVersion })) {
    if (typeof value !== 'string' || value === '') throw new Error(`The property ${name} is missing.`)
  }
  const title = DeploymentName || ComponentName
  return { target: TargetArn, component: ComponentName, version: ComponentVersion, title }
}

const physicalId = ({ target, component }) => `${target}|${component}`

/** Whether a log manager's configuration says that the component's log goes to CloudWatch Logs. */
function uploads(manager, component) {
  try {
    const { logsUploaderConfiguration: uploader } = JSON.parse(manager.configurationUpdate?.merge ?? '{}')
    return Object.hasOwn(uploader?.componentLogsConfigurationMap ?? {}, component)
      || (uploader?.componentLogsConfiguration ?? []).some((one) => one.componentName === component)
  } catch {
    return false
  }
}

function listed(components) {
  const all = Object.entries(components).map(([name, { componentVersion }]) => `${name}@${componentVersion}`).sort()
  let text = ''
  for (const [i, one] of all.entries()) {
    if (text.length + one.length > LONGEST_LIST) return `${text},+${all.length - i}`
    text += text ? `,${one}` : one
  }
  return text || 'none'
}

async function put(event) {
  const wanted = properties(event.ResourceProperties)
  const { target, component, version, title } = wanted
  const isNew = event.PhysicalResourceId !== physicalId(wanted)
  const { deploymentId, before } = await revise(target, title, event.RequestId, (components) => {
    const had = components[component]
    if (isNew && had && had.componentVersion !== version) {
      const what = `The target already has ${component} ${had.componentVersion}, which is not of this stack.`
      throw Object.assign(new Error(`${what} Choose another component name, or remove it first.`), { foreign: true })
    }
    // Reset: otherwise a device keeps the configuration of the version before, environment variables among it.
    return { ...components, [component]: { ...had, componentVersion: version, configurationUpdate: { reset: [''] } } }
  })
  const { [component]: ours, ...kept } = before
  const manager = kept[LOG_MANAGER]
  const group = manager && uploads(manager, component)
    ? `/aws/greengrass/UserComponent/${process.env.AWS_REGION}/${component}`
    : 'none'
  return { id: physicalId(wanted), data: { DeploymentId: deploymentId, KeptComponents: listed(kept), LogGroup: group } }
}

async function remove(event) {
  const wanted = properties(event.ResourceProperties)
  // A creation that was refused has put nothing there.
  if (event.PhysicalResourceId === physicalId(wanted)) {
    await revise(wanted.target, wanted.title, event.RequestId, ({ [wanted.component]: ours, ...others }) => others)
  }
  return { id: event.PhysicalResourceId, data: {} }
}

const late = (millis) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('Greengrass did not answer in time.')), millis).unref()
})

export const handler = async (event, context) => {
  let outcome
  try {
    const left = (context?.getRemainingTimeInMillis?.() ?? 60_000) - SPARE_MILLIS
    outcome = await Promise.race([event.RequestType === 'Delete' ? remove(event) : put(event), late(Math.max(left, 0))])
  } catch (e) {
    console.error(JSON.stringify({ failed: e.name, message: e.message, requestId: event.RequestId }))
    const { TargetArn: target, ComponentName: component } = event.ResourceProperties ?? {}
    const refused = e.foreign ? `refused-${event.RequestId}` : physicalId({ target, component })
    outcome = { id: event.PhysicalResourceId ?? refused, failure: `${e.name}: ${e.message}` }
  }
  await answer(event, outcome)
  return { physicalId: outcome.id, failed: outcome.failure !== undefined }
}
