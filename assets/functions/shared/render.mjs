// The page as a whole, rendered by a server: the site's own index.html with the product list in it and, for hydration,
// what it was rendered from.
import './production.mjs'
import { readFileSync } from 'node:fs'
import React from 'react'
import Server from 'react-dom/server'
import { Page } from '../product-page/site/page.mjs'
import products from '../product-page/site/products.json' with { type: 'json' }

const shell = readFileSync(new URL('../product-page/site/index.html', import.meta.url), 'utf8')
const [head, foot] = shell.split('<div id="root"></div>')

// Stated on every answer, since CloudFront keeps what says nothing for as long as its policy likes.
const FRESH = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'public, max-age=60' }
const FAILED = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }
const SORRY =
  '<!doctype html><html lang="en"><title>Not available</title><p>The products cannot be shown right now.</p></html>\n'

function page(rendered) {
  const props = { products, rendered }
  const list = Server.renderToString(React.createElement(Page, props))
  // As JSON \u003c is the same as <, but it ends no script element.
  const state = JSON.stringify(props).replaceAll('<', '\\u003c')
  return `${head}<div id="root">${list}</div>\n<script id="state" type="application/json">${state}</script>${foot}`
}

// The answer {status, headers, body} to any request: the page, or an apology where it cannot be rendered or would be
// longer than limit bytes. Never throws.
export function answer(rendered, limit) {
  try {
    const body = page(rendered)
    const size = Buffer.byteLength(body)
    if (size > limit) {
      throw new RangeError(`The page has ${size} bytes; ${limit} can be sent.`)
    }
    return { status: 200, headers: FRESH, body }
  } catch (error) {
    console.error(error)
    return { status: 500, headers: FAILED, body: SORRY }
  }
}
