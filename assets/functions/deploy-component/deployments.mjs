// Revises the one deployment of a target. CreateDeployment replaces all that the target had, so every revision starts
// from the latest one. Greengrass has no compare-and-set: what another revises between our last look and our write is
// seen right after the write, by the revision numbers, and merged back.
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { greengrass } from './greengrass.mjs'

const PATH = '/greengrass/v2/deployments'
const TRIES = 10
const PAGES = 20

const get = (id) => greengrass('GET', `${PATH}/${encodeURIComponent(id)}`).then(withoutNulls)

/** What an answer leaves open it may carry as null, which a request must not. */
function withoutNulls(value) {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== null).map(([key, inner]) => [key, withoutNulls(inner)]))
}

async function latestId(targetArn) {
  const { deployments = [] } = await greengrass('GET', PATH, { targetArn, historyFilter: 'LATEST_ONLY' })
  return deployments.find((one) => one.targetArn === targetArn)?.deploymentId
}

/** The latest deployment of a target, or undefined. */
export async function latest(targetArn) {
  const id = await latestId(targetArn)
  return id && get(id)
}

/** The deployment that came between `base` and `ours`, if one did. */
async function between(targetArn, base, ours) {
  const all = []
  let nextToken
  for (let page = 0; page < PAGES; page++) {
    const answer = await greengrass('GET', PATH, { targetArn, historyFilter: 'ALL', ...(nextToken && { nextToken }) })
    all.push(...(answer.deployments ?? []).filter((one) => one.targetArn === targetArn))
    nextToken = answer.nextToken
    if (!nextToken) break
  }
  const number = (id) => Number(all.find((one) => one.deploymentId === id)?.revisionId ?? 0)
  const since = base ? number(base.deploymentId) : 0
  const missed = all.filter((one) => Number(one.revisionId) > since && Number(one.revisionId) < number(ours))
  missed.sort((a, b) => Number(b.revisionId) - Number(a.revisionId))
  return missed.length > 0 ? get(missed[0].deploymentId) : undefined
}

function request(base, targetArn, name, components, clientToken) {
  const { deploymentName = name, deploymentPolicies, iotJobConfiguration, parentTargetArn, tags } = base ?? {}
  const kept = { deploymentPolicies, iotJobConfiguration, parentTargetArn }
  const tagged = Object.keys(tags ?? {}).length > 0 && { tags }
  return { targetArn, deploymentName, components, clientToken, ...kept, ...tagged }
}

/**
 * What a revision that ours has overwritten had changed, made again on `components` where nobody has changed it
 * since.
 */
function again(components, { from, to }) {
  const now = { ...components }
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (isDeepStrictEqual(from[name], to[name]) || !isDeepStrictEqual(now[name], from[name])) continue
    if (to[name]) now[name] = to[name]
    else delete now[name]
  }
  return now
}

/**
 * Gives the target the components that `change` makes of those it has; nothing is written when they stay the same.
 * Everything else of the deployment stays: name, policies, job configuration, parent, tags.
 *
 * @returns `{ deploymentId, before }`: the latest deployment at the end, and the components that it was made from
 */
export async function revise(targetArn, name, token, change) {
  const overwritten = []
  for (let tried = 1; tried <= TRIES; tried++) {
    const base = await latest(targetArn)
    const before = base?.components ?? {}
    const components = change(overwritten.reduce(again, before))
    if (isDeepStrictEqual(components, before)) return { deploymentId: base?.deploymentId, before }
    if ((await latestId(targetArn)) === base?.deploymentId) {
      const made = await greengrass('POST', PATH, {}, request(base, targetArn, name, components, `${token}-${tried}`))
      const missed = await between(targetArn, base, made.deploymentId)
      if (!missed) return { deploymentId: made.deploymentId, before }
      overwritten.push({ from: before, to: missed.components ?? {} })
    }
    await sleep(Math.random() * tried * 300)
  }
  throw new Error(`Others revise the deployment of ${targetArn} all the time; given up after ${TRIES} times.`)
}
