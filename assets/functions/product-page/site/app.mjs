// Starts the page in the browser: takes over what a server rendered, or renders it here.
import React from 'react'
import Client from 'react-dom/client'
import { Page } from './page.mjs'

const root = document.getElementById('root')
const state = document.getElementById('state')

async function products() {
  const answer = await fetch('/products.json')
  if (!answer.ok) {
    throw new Error(`products.json: ${answer.status}`)
  }
  return answer.json()
}

if (state) {
  Client.hydrateRoot(root, React.createElement(Page, JSON.parse(state.textContent)))
} else {
  try {
    const props = { products: await products(), rendered: 'Rendered in the browser' }
    Client.createRoot(root).render(React.createElement(Page, props))
  } catch (error) {
    console.error(error)
    root.textContent = 'The products cannot be shown right now.'
  }
}
